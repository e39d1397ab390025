// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/annotation_actions.h"

#include "ui/dialogs/note_dialog.h"
#include "ui/models/next_marked.h"
#include "ui/models/packet_table_model.h"
#include "ui/models/text.h"
#include "ui/panels/narrowed_table.h"
#include "ui/panels/packet_panel.h"
#include "ui/panels/workspace.h"
#include "ui/shell/actions.h"
#include "ui/shell/annotation_keeper.h"

#include <QAction>
#include <QMenu>
#include <QUndoCommand>

#include <algorithm>
#include <numeric>
#include <utility>

namespace mqttscope::ui {

namespace {

class RowsCommand : public QUndoCommand {
public:
    RowsCommand(Annotations& annotations, Annotations::Kind kind, Annotations::Rows rows, bool on, const QString& text)
        : QUndoCommand(text)
        , m_annotations(annotations)
        , m_kind(kind)
        , m_rows(std::move(rows))
        , m_on(on) {}

    void redo() override { m_annotations.set(m_kind, m_rows, m_on); }

    void undo() override { m_annotations.set(m_kind, m_rows, !m_on); }

private:
    Annotations& m_annotations;
    Annotations::Kind m_kind;
    Annotations::Rows m_rows; ///< that change
    bool m_on;
};

class NoteCommand : public QUndoCommand {
public:
    NoteCommand(Annotations& annotations, base::RowId row, QString text, const QString& name)
        : QUndoCommand(name)
        , m_annotations(annotations)
        , m_row(row)
        , m_before(annotations.note(row))
        , m_after(std::move(text)) {}

    void redo() override { m_annotations.setNote(m_row, m_after); }

    void undo() override { m_annotations.setNote(m_row, m_before); }

private:
    Annotations& m_annotations;
    base::RowId m_row;
    QString m_before;
    QString m_after;
};

QString commandText(Annotations::Kind kind, bool on) {
    switch (kind) {
    case Annotations::Kind::Mark:
        return on ? AnnotationActions::tr("Mark") : AnnotationActions::tr("Unmark");
    case Annotations::Kind::Ignored:
        return on ? AnnotationActions::tr("Ignore") : AnnotationActions::tr("Heed Again");
    case Annotations::Kind::Reference:
        return AnnotationActions::tr("Time Reference");
    }
    return {};
}

} // namespace

AnnotationActions::AnnotationActions(Actions& actions, Workspace& workspace, QObject* parent)
    : QObject(parent)
    , m_actions(actions)
    , m_workspace(workspace)
    , m_annotations(*workspace.annotations())
    , m_keeper(new AnnotationKeeper(m_annotations, this)) {
    makeUndo();
    makeEdit();
    makeGo();
    connect(&m_annotations, &Annotations::rowsChanged, this, &AnnotationActions::changed);
    setEnabled(false);
}

QAction* AnnotationActions::add(QMenu* menu, const QString& name, const QString& text,
                                const QList<QKeySequence>& keys) {
    auto* action = m_actions.make(name, text, {}, keys);
    menu->addAction(action);
    m_all.push_back(action);
    return action;
}

void AnnotationActions::makeUndo() {
    auto* menu = m_actions.editMenu;
    auto* undo = m_actions.make(QStringLiteral("undo"), tr("&Undo"), {}, {Qt::CTRL | Qt::Key_Z});
    auto* redo = m_actions.make(QStringLiteral("redo"), tr("&Redo"), {}, {Qt::CTRL | Qt::SHIFT | Qt::Key_Z});
    menu->insertActions(m_actions.copy, {undo, redo});
    menu->insertSeparator(m_actions.copy);
    connect(undo, &QAction::triggered, &m_stack, &QUndoStack::undo);
    connect(redo, &QAction::triggered, &m_stack, &QUndoStack::redo);
    connect(&m_stack, &QUndoStack::canUndoChanged, undo, &QAction::setEnabled);
    connect(&m_stack, &QUndoStack::canRedoChanged, redo, &QAction::setEnabled);
    connect(&m_stack, &QUndoStack::undoTextChanged, undo,
            [undo](const QString& text) { undo->setText(text.isEmpty() ? tr("&Undo") : tr("&Undo: %1").arg(text)); });
    connect(&m_stack, &QUndoStack::redoTextChanged, redo,
            [redo](const QString& text) { redo->setText(text.isEmpty() ? tr("&Redo") : tr("&Redo: %1").arg(text)); });
    undo->setEnabled(false);
    redo->setEnabled(false);
}

void AnnotationActions::makeEdit() {
    auto* menu = m_actions.editMenu;
    menu->addSeparator();
    m_mark = add(menu, QStringLiteral("mark"), tr("&Mark or Unmark"), {Qt::CTRL | Qt::Key_M});
    auto* displayed =
        add(menu, QStringLiteral("markDisplayed"), tr("Mark All &Displayed"), {Qt::CTRL | Qt::SHIFT | Qt::Key_M});
    auto* none = add(menu, QStringLiteral("unmarkAll"), tr("U&nmark All"), {});
    menu->addSeparator();
    m_ignore = add(menu, QStringLiteral("ignore"), tr("&Ignore or Heed Again"), {Qt::CTRL | Qt::Key_D});
    m_ignore->setStatusTip(tr("Ignored rows are grey, and no filter accepts them"));
    m_reference = add(menu, QStringLiteral("timeReference"), tr("&Time Reference"), {Qt::CTRL | Qt::Key_T});
    m_note = add(menu, QStringLiteral("note"), tr("N&ote on the Packet…"), {Qt::CTRL | Qt::ALT | Qt::Key_C});
    connect(m_mark, &QAction::triggered, this, [this] { toggle(Annotations::Kind::Mark); });
    connect(displayed, &QAction::triggered, this, &AnnotationActions::markDisplayed);
    connect(none, &QAction::triggered, this, &AnnotationActions::unmarkAll);
    connect(m_ignore, &QAction::triggered, this, [this] { toggle(Annotations::Kind::Ignored); });
    connect(m_reference, &QAction::triggered, this, &AnnotationActions::toggleReference);
    connect(m_note, &QAction::triggered, this, &AnnotationActions::askNote);
}

void AnnotationActions::makeGo() {
    auto* menu = m_actions.goMenu;
    menu->addSeparator();
    auto* next = add(menu, QStringLiteral("nextMark"), tr("Next &Mark"), {Qt::CTRL | Qt::SHIFT | Qt::Key_N});
    auto* previous =
        add(menu, QStringLiteral("previousMark"), tr("Previous Mar&k"), {Qt::CTRL | Qt::SHIFT | Qt::Key_B});
    connect(next, &QAction::triggered, this, [this] { goToMark(+1); });
    connect(previous, &QAction::triggered, this, [this] { goToMark(-1); });
}

void AnnotationActions::setEnabled(bool enabled) {
    for (auto* action : m_all) action->setEnabled(enabled);
}

void AnnotationActions::startOver(const QStringList& paths) {
    m_stack.clear();
    m_keeper->open(paths);
}

void AnnotationActions::fillCellMenu(QMenu* menu) {
    menu->addSeparator();
    menu->addActions({m_mark, m_ignore, m_reference, m_note});
}

void AnnotationActions::changed(Annotations::Kind kind) {
    switch (kind) {
    case Annotations::Kind::Mark:
        return emit markedChanged(m_annotations.rows(kind)->size());
    case Annotations::Kind::Ignored:
        return m_workspace.table()->setIgnored(m_annotations.rows(kind));
    case Annotations::Kind::Reference: {
        auto times = m_workspace.model()->times();
        times.references = *m_annotations.rows(kind);
        return m_workspace.model()->setTimes(times);
    }
    }
}

bool AnnotationActions::tooMany(qint64 rows) {
    constexpr auto kMost = static_cast<qint64>(Annotations::kMost);
    if (rows <= kMost) return false;
    emit m_workspace.noted(
        tr("These are %1 rows; at most %2 can be marked: narrow them first").arg(numberText(rows), numberText(kMost)));
    return true;
}

void AnnotationActions::toggle(Annotations::Kind kind) {
    if (tooMany(m_workspace.packets()->selectedCount())) return;
    Annotations::Rows chosen;
    for (const auto row : m_workspace.packets()->selectedRows(static_cast<int>(Annotations::kMost)))
        chosen.push_back(row.value);
    std::ranges::sort(chosen); // the table may be sorted otherwise
    const auto& held = *m_annotations.rows(kind);
    Annotations::Rows without;
    std::ranges::set_difference(chosen, held, std::back_inserter(without));
    const bool on = !without.empty();
    if (on && tooMany(static_cast<qint64>(held.size() + without.size()))) return;
    push(kind, on ? std::move(without) : std::move(chosen), on);
}

void AnnotationActions::push(Annotations::Kind kind, Annotations::Rows rows, bool on) {
    if (rows.empty()) return;
    m_stack.push(new RowsCommand(m_annotations, kind, std::move(rows), on, commandText(kind, on)));
}

void AnnotationActions::mark(base::RowId row) {
    if (!m_annotations.has(Annotations::Kind::Mark, row)) push(Annotations::Kind::Mark, {row.value}, true);
}

void AnnotationActions::toggleReference() {
    const auto row = m_workspace.packets()->currentRow();
    if (!row.valid()) return;
    const bool on = !m_annotations.has(Annotations::Kind::Reference, row);
    push(Annotations::Kind::Reference, {row.value}, on);
    auto times = m_workspace.model()->times();
    if (!on || times.format == format::TimeFormat::SinceFirst) return;
    // A reference says nothing where times are those of a clock.
    times.format = format::TimeFormat::SinceFirst;
    m_workspace.model()->setTimes(times);
    if (auto* action =
            m_workspace.window()->findChild<QAction*>(QStringLiteral("time%1").arg(static_cast<int>(times.format))))
        action->setChecked(true);
}

void AnnotationActions::markDisplayed() {
    const auto* model = m_workspace.model();
    if (tooMany(model->rowCount())) return;
    Annotations::Rows shown(static_cast<std::size_t>(model->rowCount()));
    std::iota(shown.begin(), shown.end(), 0U);
    if (const auto& order = model->order()) std::copy_n(order->rows.begin(), shown.size(), shown.begin());
    std::ranges::sort(shown);
    const auto& held = *m_annotations.rows(Annotations::Kind::Mark);
    Annotations::Rows without;
    std::ranges::set_difference(shown, held, std::back_inserter(without));
    if (!tooMany(static_cast<qint64>(held.size() + without.size())))
        push(Annotations::Kind::Mark, std::move(without), true);
}

void AnnotationActions::unmarkAll() {
    push(Annotations::Kind::Mark, *m_annotations.rows(Annotations::Kind::Mark), false);
}

void AnnotationActions::askNote() {
    const auto row = m_workspace.packets()->currentRow();
    if (!row.valid()) return;
    auto* dialog = new NoteDialog(tr("Note on No. %1").arg(numberText(std::uint64_t{row.value} + 1)),
                                  m_annotations.note(row), m_workspace.window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    // The capture may be closed meanwhile, but not by a person: the dialog is modal.
    connect(dialog, &NoteDialog::written, this, [this, row](const QString& text) {
        if (text != m_annotations.note(row)) m_stack.push(new NoteCommand(m_annotations, row, text, tr("Note")));
    });
    dialog->open();
}

void AnnotationActions::goToMark(int step) {
    auto* packets = m_workspace.packets();
    const auto& marks = *m_annotations.rows(Annotations::Kind::Mark);
    const auto found = nextMarked(m_workspace.model()->order().get(), marks, packets->currentRow(), step);
    if (found.row.valid()) packets->goTo(found.row);
    if (!found.row.valid())
        emit m_workspace.noted(marks.empty() ? tr("No packet is marked: Ctrl+M marks the chosen ones")
                                             : tr("No marked packet is displayed"));
    else if (found.wrapped)
        emit m_workspace.noted(step > 0 ? tr("This is the first mark: there was none further down")
                                        : tr("This is the last mark: there was none further up"));
}

} // namespace mqttscope::ui
