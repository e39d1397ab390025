// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/shortcuts_dialog.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace mqttscope::ui {

namespace {

/// "&Go to Packet…" as it is read.
QString plainText(const QAction& action) {
    auto text = action.text();
    text.replace(QStringLiteral("&&"), QStringLiteral("\n")).remove(QLatin1Char('&'));
    return text.replace(QLatin1Char('\n'), QLatin1Char('&'));
}

QString keysText(const QAction& action) {
    return QKeySequence::listToString(action.shortcuts(), QKeySequence::NativeText);
}

void addCommands(QTreeWidgetItem* group, const QMenu& menu, const QString& path) {
    for (const auto* action : menu.actions()) {
        if (action->isSeparator() || action->text().isEmpty()) continue;
        if (action->menu() != nullptr) {
            addCommands(group, *action->menu(), path + plainText(*action) + QStringLiteral(" › "));
        } else if (!action->objectName().isEmpty() || !action->shortcuts().isEmpty()) {
            new QTreeWidgetItem(group, {path + plainText(*action), keysText(*action)}); // the group owns it
        }
    }
}

} // namespace

ShortcutsDialog::ShortcutsDialog(const QMenuBar& menus, QWidget* parent)
    : QDialog(parent)
    , m_search(new QLineEdit(this))
    , m_commands(new QTreeWidget(this)) {
    setObjectName(QStringLiteral("shortcutsDialog"));
    setWindowTitle(tr("Commands and Keys"));
    resize(520, 560);
    m_search->setObjectName(QStringLiteral("shortcutsSearch"));
    m_search->setPlaceholderText(tr("Search commands and keys"));
    m_search->setClearButtonEnabled(true);
    m_commands->setObjectName(QStringLiteral("shortcuts"));
    m_commands->setColumnCount(2);
    m_commands->setHeaderLabels({tr("Command"), tr("Keys")});
    m_commands->setRootIsDecorated(false);
    m_commands->setSelectionMode(QAbstractItemView::SingleSelection);
    m_commands->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_commands->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_commands->header()->setStretchLastSection(false);
    for (const auto* action : menus.actions()) {
        if (action->menu() == nullptr) continue;
        auto* group = new QTreeWidgetItem(m_commands, {plainText(*action), {}});
        auto font = group->font(0);
        font.setBold(true);
        group->setFont(0, font);
        group->setFlags(Qt::ItemIsEnabled);
        addCommands(group, *action->menu(), {});
    }
    m_commands->expandAll();
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_search, &QLineEdit::textChanged, this, &ShortcutsDialog::search);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_search);
    layout->addWidget(m_commands);
    layout->addWidget(buttons);
}

void ShortcutsDialog::search(const QString& words) {
    for (int g = 0; g < m_commands->topLevelItemCount(); ++g) {
        auto* group = m_commands->topLevelItem(g);
        bool any = false;
        for (int i = 0; i < group->childCount(); ++i) {
            auto* command = group->child(i);
            const bool found = command->text(0).contains(words, Qt::CaseInsensitive) ||
                               command->text(1).contains(words, Qt::CaseInsensitive);
            command->setHidden(!found);
            any |= found;
        }
        group->setHidden(!any);
    }
}

} // namespace mqttscope::ui
