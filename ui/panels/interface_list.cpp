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

enum Column : std::uint8_t { Name, Traffic, Rate, Share, Addresses, kColumns };

constexpr int kCellPadding = 6;
constexpr int kSampleInterval = 1'000; // milliseconds
constexpr const char* kAny = "any";
constexpr int kMostShown = 8; // rows without scrolling

} // namespace

InterfaceList::InterfaceList(QWidget* parent)
    : QTreeWidget(parent)
    , m_counter(new MqttCounter(this)) {
    setObjectName(QStringLiteral("interfaces"));
    setAccessibleName(tr("Network interfaces"));
    setColumnCount(kColumns);
    setHeaderLabels({tr("Interface"), tr("Traffic"), tr("Packets/s"), tr("MQTT"), tr("Addresses")});
    headerItem()->setTextAlignment(Rate, Qt::AlignRight | Qt::AlignVCenter);
    headerItem()->setTextAlignment(Share, Qt::AlignRight | Qt::AlignVCenter);
    headerItem()->setToolTip(Share, tr("Packets on the ports of MQTT (1883, 8883, 8083, 8084, 9001) among all"));
    setColumnHidden(Share, true);
    setRootIsDecorated(false);
    setAllColumnsShowFocus(true);
    setSelectionMode(ExtendedSelection);
    setItemDelegateForColumn(Traffic, new SparklineDelegate(this));
    header()->setStretchLastSection(true);
    header()->setSectionResizeMode(Name, QHeaderView::ResizeToContents);
    header()->setSectionResizeMode(Traffic, QHeaderView::ResizeToContents);
    // As wide as they will ever be: numbers change each second, and nothing may jump.
    const auto fix = [this](int column, const QString& widest) {
        header()->setSectionResizeMode(column, QHeaderView::Fixed);
        header()->resizeSection(column, fontMetrics().horizontalAdvance(widest) + 2 * kCellPadding);
    };
    fix(Rate, QStringLiteral("99,999,999"));
    fix(Share, tr("not measured"));
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
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
    m_usable.clear();
    const auto interfaces = capture::live::listInterfaces();
    if (!interfaces) return;
    for (const auto& interface : *interfaces) {
        QStringList addresses;
        for (const auto& address : interface.addresses) addresses += toText(address);
        const auto name = toText(interface.name);
        auto* item = new QTreeWidgetItem(this, {name, {}, {}, addresses.join(QStringLiteral(", "))});
        item->setData(Name, Qt::UserRole, name);
        item->setTextAlignment(Rate, Qt::AlignRight | Qt::AlignVCenter);
        item->setTextAlignment(Share, Qt::AlignRight | Qt::AlignVCenter);
        if (interface.unusable.empty() && interface.up && interface.name != kAny) m_usable.push_back(interface.name);
        auto words = toText(interface.unusable.empty() ? interface.description : interface.unusable);
        item->setToolTip(Name, plainToolTip(words));
        if (!interface.unusable.empty()) item->setDisabled(true);
    }
    choose(before);
    measure();
    sample();
}

void InterfaceList::setMeasuring(bool on) {
    m_measuring = on;
    setColumnHidden(Share, !on);
    measure();
}

void InterfaceList::measure() {
    if (m_measuring && isVisible())
        m_counter->start(m_usable);
    else
        m_counter->stop();
}

void InterfaceList::tellShare(QTreeWidgetItem* item, const std::string& name) {
    const bool counted = !m_rates.mqttHistory(name).empty();
    const auto share = m_rates.share(name);
    const bool refused = !counted && !m_counter->obstacle().isEmpty() && !item->isDisabled();
    const auto number = share ? (isHeaderHidden() ? tr("MQTT %1 %") : tr("%1 %")).arg(*share) : QString();
    item->setText(Share, refused ? tr("not measured") : number);
    item->setToolTip(Share, refused ? plainToolTip(m_counter->obstacle()) : QString());
}

void InterfaceList::sample() {
    m_rates.sample();
    if (m_measuring) m_rates.sampleMqtt(m_counter->frames(), std::chrono::steady_clock::now());
    for (int i = 0; i < topLevelItemCount(); ++i) {
        auto* item = topLevelItem(i);
        const auto name = item->data(Name, Qt::UserRole).toString().toStdString();
        const auto history = m_rates.history(name);
        const auto mqtt = m_rates.mqttHistory(name);
        item->setData(Traffic, SparklineDelegate::PartRole,
                      QVariant::fromValue(QList<double>(mqtt.begin(), mqtt.end())));
        if (m_measuring) tellShare(item, name);
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
    measure();
}

void InterfaceList::hideEvent(QHideEvent* event) {
    QTreeWidget::hideEvent(event);
    m_timer.stop();
    m_counter->stop();
}

} // namespace mqttscope::ui
