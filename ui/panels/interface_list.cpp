// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/interface_list.h"

#include "core/capture/live/interfaces.h"
#include "ui/models/text.h"
#include "ui/views/sparkline_delegate.h"

#include <QHeaderView>

#include <algorithm>
#include <cmath>

namespace mqttscope::ui {

namespace {

enum Column : std::uint8_t { Name, Traffic, Rate, Addresses, kColumns };

constexpr int kSampleInterval = 1'000; // milliseconds
constexpr int kMostShown = 8;          // rows without scrolling

} // namespace

InterfaceList::InterfaceList(QWidget* parent)
    : QTreeWidget(parent) {
    setObjectName(QStringLiteral("interfaces"));
    setAccessibleName(tr("Network interfaces"));
    setColumnCount(kColumns);
    setHeaderLabels({tr("Interface"), tr("Traffic"), tr("Packets/s"), tr("Addresses")});
    headerItem()->setTextAlignment(Rate, Qt::AlignRight | Qt::AlignVCenter);
    setRootIsDecorated(false);
    setAllColumnsShowFocus(true);
    setSelectionMode(ExtendedSelection);
    setItemDelegateForColumn(Traffic, new SparklineDelegate(this));
    header()->setStretchLastSection(true);
    header()->setSectionResizeMode(Name, QHeaderView::ResizeToContents);
    header()->setSectionResizeMode(Traffic, QHeaderView::ResizeToContents);
    connect(this, &QTreeWidget::itemSelectionChanged, this, &InterfaceList::chosenChanged);
    connect(this, &QTreeWidget::itemActivated, this, [this](const QTreeWidgetItem* item) {
        emit interfaceActivated(item->data(Name, Qt::UserRole).toString());
    });
    m_timer.setInterval(kSampleInterval);
    connect(&m_timer, &QTimer::timeout, this, &InterfaceList::sample);
    reload();
}

void InterfaceList::reload() {
    const auto before = chosen();
    clear();
    const auto interfaces = capture::live::listInterfaces();
    if (!interfaces) return;
    for (const auto& interface : *interfaces) {
        QStringList addresses;
        for (const auto& address : interface.addresses) addresses += toText(address);
        const auto name = toText(interface.name);
        auto* item = new QTreeWidgetItem(this, {name, {}, {}, addresses.join(QStringLiteral(", "))});
        item->setData(Name, Qt::UserRole, name);
        item->setTextAlignment(Rate, Qt::AlignRight | Qt::AlignVCenter);
        auto words = toText(interface.unusable.empty() ? interface.description : interface.unusable);
        item->setToolTip(Name, plainToolTip(words));
        if (!interface.unusable.empty()) item->setDisabled(true);
    }
    choose(before);
    sample();
}

void InterfaceList::sample() {
    m_rates.sample();
    for (int i = 0; i < topLevelItemCount(); ++i) {
        auto* item = topLevelItem(i);
        const auto history = m_rates.history(item->data(Name, Qt::UserRole).toString().toStdString());
        item->setData(Traffic, SparklineDelegate::RatesRole,
                      QVariant::fromValue(QList<double>(history.begin(), history.end())));
        item->setText(Rate, history.empty() ? QString() : numberText(std::llround(history.back())));
    }
}

QStringList InterfaceList::chosen() const {
    QStringList names;
    for (const auto* item : selectedItems()) names += item->data(Name, Qt::UserRole).toString();
    return names;
}

void InterfaceList::choose(const QStringList& names) {
    for (int i = 0; i < topLevelItemCount(); ++i) {
        auto* item = topLevelItem(i);
        const bool wanted = names.contains(item->data(Name, Qt::UserRole).toString());
        item->setSelected(wanted);
        if (wanted) setCurrentItem(item, Name, QItemSelectionModel::NoUpdate);
    }
}

QSize InterfaceList::sizeHint() const {
    const int rows = std::clamp(topLevelItemCount(), 2, kMostShown);
    const int row = topLevelItemCount() == 0 ? fontMetrics().height() + 8 : std::max(1, sizeHintForRow(0));
    const int heading = isHeaderHidden() ? 0 : header()->sizeHint().height();
    return {QTreeWidget::sizeHint().width(), heading + rows * row + 2 * frameWidth()};
}

void InterfaceList::showEvent(QShowEvent* event) {
    QTreeWidget::showEvent(event);
    m_timer.start();
}

void InterfaceList::hideEvent(QHideEvent* event) {
    QTreeWidget::hideEvent(event);
    m_timer.stop();
}

} // namespace mqttscope::ui
