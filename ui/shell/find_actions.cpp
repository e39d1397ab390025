// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/find_actions.h"

#include "ui/models/packet_table_model.h"
#include "ui/models/text.h"
#include "ui/panels/bytes_panel.h"
#include "ui/panels/details_panel.h"
#include "ui/panels/find_bar.h"
#include "ui/panels/packet_panel.h"
#include "ui/panels/workspace.h"
#include "ui/shell/actions.h"

#include <QAction>
#include <QMenu>

namespace mqttscope::ui {

namespace {

constexpr int kRefresh = 150; // milliseconds before progress is told, and between two looks at it

} // namespace

FindActions::FindActions(Actions& actions, Workspace& workspace, QObject* parent)
    : QObject(parent)
    , m_workspace(workspace) {
    auto* menu = actions.editMenu;
    menu->addSeparator();
    const auto add = [&](const QString& name, const QString& text, const QKeySequence& key) {
        auto* action = actions.make(name, text, {}, {key});
        menu->addAction(action);
        m_all.push_back(action);
        return action;
    };
    auto* bar = m_workspace.find();
    auto* open = add(QStringLiteral("find"), tr("&Find…"), Qt::CTRL | Qt::Key_F);
    auto* next = add(QStringLiteral("findNextHit"), tr("Find Ne&xt"), Qt::CTRL | Qt::Key_N);
    auto* previous = add(QStringLiteral("findPreviousHit"), tr("Find Pre&vious"), Qt::CTRL | Qt::Key_B);
    connect(open, &QAction::triggered, bar, &FindBar::open);
    connect(next, &QAction::triggered, this, [this] { find(+1); });
    connect(previous, &QAction::triggered, this, [this] { find(-1); });
    connect(bar, &FindBar::wanted, this, &FindActions::find);
    connect(bar, &FindBar::changed, this, &FindActions::cancel);
    connect(bar, &FindBar::left, this, [this] { m_workspace.packets()->setFocus(); });
    connect(&m_progress, &QTimer::timeout, this, &FindActions::tellProgress);
    setEnabled(false);
}

void FindActions::setEnabled(bool enabled) {
    for (auto* action : m_all) action->setEnabled(enabled);
    if (!enabled) cancel();
    m_workspace.find()->setEnabled(enabled);
}

FindScope FindActions::scope() const {
    const auto* model = m_workspace.model();
    const auto& said = *m_workspace.annotations();
    return {.inspection = m_workspace.sharedInspection(),
            .snapshot = model->snapshot(),
            .order = model->order(),
            .ignored = said.rows(Annotations::Kind::Ignored),
            .notes = said.notes(),
            .columns = model->fieldColumns(),
            .secrets = m_workspace.secretsShown()};
}

void FindActions::find(int step) {
    auto* bar = m_workspace.find();
    const auto sought = bar->sought();
    if (!sought) return bar->open();
    auto where = scope();
    if (!where.inspection) return;
    m_looked = std::make_shared<std::atomic<std::uint32_t>>(0);
    m_total = static_cast<quint32>(m_workspace.model()->rowCount());
    m_progress.start(kRefresh);
    const auto from = m_workspace.model()->positionOf(m_workspace.packets()->currentRow());
    m_job.start([this, where = std::move(where), sought = *sought, from, step,
                 looked = m_looked](const std::stop_token& stop) -> std::function<void()> {
        const auto found = findRow(where, sought, from, step, *looked, stop);
        return [this, found, step] { show(found, step); };
    });
}

void FindActions::cancel() {
    if (!m_job.isBusy()) return;
    m_job.cancel();
    m_progress.stop();
    m_workspace.find()->setResult({});
}

void FindActions::tellProgress() {
    if (m_total == 0) return;
    const auto percent = quint64{m_looked->load(std::memory_order_relaxed)} * 100 / m_total;
    m_workspace.find()->setResult(tr("Searching… %1 %").arg(percent));
}

void FindActions::show(const std::optional<FoundRow>& found, int step) {
    m_progress.stop();
    auto* bar = m_workspace.find();
    if (!found) {
        bar->setResult(tr("Not found"));
        if (!bar->isVisible()) emit m_workspace.noted(tr("Not found"));
        return;
    }
    auto text = tr("No. %1").arg(numberText(std::uint64_t{found->row.value} + 1));
    if (found->wrapped) text = step > 0 ? tr("%1, from the top").arg(text) : tr("%1, from the bottom").arg(text);
    bar->setResult(text);
    if (!m_workspace.packets()->goTo(found->row)) return; // narrowed meanwhile
    if (found->line != DetailsLines::kNone) m_workspace.details()->selectLine(found->line);
    if (!found->bytes) return;
    m_workspace.bytes()->setShownSpace(ByteSpace::Packet);
    m_workspace.details()->selectByte(ByteSpace::Packet, found->bytes->offset);
    m_workspace.bytes()->highlight(ByteSpace::Packet, *found->bytes);
}

} // namespace mqttscope::ui
