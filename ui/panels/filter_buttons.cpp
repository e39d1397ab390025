// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/filter_buttons.h"

#include "ui/models/text.h"

#include <QAction>
#include <QInputDialog>
#include <QMenu>

namespace mqttscope::ui {

FilterButtons::FilterButtons(QWidget* parent)
    : QToolBar(tr("Saved filters"), parent) {
    setObjectName(QStringLiteral("filterButtons"));
    setToolButtonStyle(Qt::ToolButtonTextOnly);
    setContextMenuPolicy(Qt::CustomContextMenu);
    connect(this, &QWidget::customContextMenuRequested, this, [this](const QPoint& at) {
        if (const auto index = actions().indexOf(actionAt(at)); index >= 0) showMenu(index, mapToGlobal(at));
    });
    hide();
}

void FilterButtons::setFilters(const SavedFilters& filters) {
    m_filters = filters;
    clear(); // it owns the actions
    for (qsizetype i = 0; i < filters.size(); ++i) {
        auto* action = addAction(QString(filters[i].name).replace(QLatin1Char('&'), QStringLiteral("&&")));
        action->setObjectName(QStringLiteral("savedFilter%1").arg(i));
        action->setToolTip(plainToolTip(filters[i].text));
        connect(action, &QAction::triggered, this, [this, text = filters[i].text] { emit chosen(text); });
        auto* button = widgetForAction(action);
        button->setAccessibleDescription(filters[i].text);
        button->setFocusPolicy(Qt::TabFocus);
    }
    setVisible(!filters.isEmpty());
}

void FilterButtons::showMenu(qsizetype index, const QPoint& at) {
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("savedFilterMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Re&name…"), this, [this, index] { rename(index); });
    const auto move = [&](const QString& text, qsizetype to) {
        auto* action = menu->addAction(text, this, [this, index, to] {
            auto filters = m_filters;
            filters.move(index, to);
            change(filters);
        });
        action->setEnabled(to >= 0 && to < m_filters.size());
    };
    move(tr("Move &Left"), index - 1);
    move(tr("Move &Right"), index + 1);
    menu->addSeparator();
    menu->addAction(tr("&Delete"), this, [this, index] {
        auto filters = m_filters;
        filters.removeAt(index);
        change(filters);
    });
    menu->popup(at);
}

void FilterButtons::rename(qsizetype index) {
    auto* dialog = new QInputDialog(this);
    dialog->setObjectName(QStringLiteral("renameFilter"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Rename the Filter"));
    dialog->setLabelText(tr("Name:"));
    dialog->setTextValue(m_filters[index].name);
    connect(dialog, &QInputDialog::textValueSelected, this, [this, index](const QString& name) {
        if (name.trimmed().isEmpty() || index >= m_filters.size()) return;
        auto filters = m_filters;
        filters[index].name = name.trimmed();
        change(filters);
    });
    dialog->open();
}

void FilterButtons::change(const SavedFilters& filters) {
    setFilters(filters);
    emit changed(m_filters);
}

} // namespace mqttscope::ui
