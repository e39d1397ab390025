// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/preferences_dialog.h"

#include "ui/models/text.h"
#include "ui/views/theme.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QGroupBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

namespace mqttscope::ui {

namespace {

/// "&Light" as it is read.
QString plainText(QString text) {
    return text.remove(QLatin1Char('&'));
}

QFormLayout* addGroup(QVBoxLayout* layout, const QString& title) {
    auto* group = new QGroupBox(title);
    layout->addWidget(group);
    return new QFormLayout(group);
}

} // namespace

PreferencesDialog::PreferencesDialog(const PreferenceActions& actions, QWidget* parent)
    : QDialog(parent)
    , m_zoom(new QSpinBox(this))
    , m_masked(new QCheckBox(tr("Mas&k passwords and authentication data"), this))
    , m_mqtt(portList(QStringLiteral("portsMqtt"), tr("such as 1884, 8000-8010")))
    , m_webSocket(portList(QStringLiteral("portsWebSocket"), tr("such as 9001")))
    , m_none(portList(QStringLiteral("portsNone"), tr("such as 8080")))
    , m_wrong(new QLabel(this)) {
    setObjectName(QStringLiteral("preferencesDialog"));
    setWindowTitle(tr("Preferences"));
    auto* layout = new QVBoxLayout(this);
    addLooks(addGroup(layout, tr("Looks")), actions);
    auto* times = addGroup(layout, tr("Times"));
    times->addRow(tr("&Written as:"), choice(actions.timeFormats, QStringLiteral("preferredTime")));
    times->addRow(tr("&Precision:"), choice(actions.timeDigits, QStringLiteral("preferredDigits")));
    addPorts(addGroup(layout, tr("What is MQTT")), actions);
    layout->addStretch();
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    buttons->button(QDialogButtonBox::Close)->setAutoDefault(false); // Return takes what is written
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(buttons);
}

void PreferencesDialog::addLooks(QFormLayout* form, const PreferenceActions& actions) {
    m_zoom->setObjectName(QStringLiteral("preferredZoom"));
    m_masked->setObjectName(QStringLiteral("preferredMask"));
    m_masked->setToolTip(tr("The View menu shows them for the time being, whatever stands here"));
    form->addRow(tr("&Appearance:"), choice(actions.appearances, QStringLiteral("preferredAppearance")));
    form->addRow(tr("&Text larger by:"), m_zoom);
    form->addRow(m_masked);
    connect(m_zoom, &QSpinBox::valueChanged, this, &PreferencesDialog::zoomChosen);
    connect(m_masked, &QCheckBox::toggled, this, &PreferencesDialog::secretsMasked);
}

void PreferencesDialog::addPorts(QFormLayout* form, const PreferenceActions& actions) {
    auto* detection = new QCheckBox(tr("&Recognise MQTT on any port by its content"), this);
    detection->setObjectName(QStringLiteral("preferredDetection"));
    detection->setChecked(actions.detection->isChecked());
    connect(detection, &QCheckBox::clicked, actions.detection, &QAction::trigger);
    connect(actions.detection, &QAction::toggled, detection, &QCheckBox::setChecked);
    m_wrong->setObjectName(QStringLiteral("portsWrong"));
    m_wrong->setTextFormat(Qt::PlainText);
    m_wrong->setWordWrap(true);
    auto colors = m_wrong->palette();
    colors.setColor(QPalette::WindowText, readableOn(Theme(palette()).error, palette().color(QPalette::Window)));
    m_wrong->setPalette(colors);
    // Its place is kept: the dialog does not jump.
    m_wrong->setMinimumHeight(2 * m_wrong->fontMetrics().lineSpacing());
    auto policy = m_wrong->sizePolicy();
    policy.setRetainSizeWhenHidden(true);
    m_wrong->setSizePolicy(policy);
    m_wrong->hide();
    form->addRow(detection);
    form->addRow(tr("TCP ports of &MQTT, beside 1883:"), m_mqtt);
    form->addRow(tr("Ports of MQTT over Web&Socket:"), m_webSocket);
    form->addRow(tr("Ports that are &never MQTT:"), m_none);
    form->addRow(m_wrong);
}

QComboBox* PreferencesDialog::choice(const std::vector<QAction*>& actions, const QString& name) {
    auto* box = new QComboBox(this);
    box->setObjectName(name);
    for (auto* action : actions) {
        const int index = box->count();
        box->addItem(plainText(action->text()));
        if (action->isChecked()) box->setCurrentIndex(index);
        connect(action, &QAction::toggled, box, [box, index](bool checked) {
            if (checked) box->setCurrentIndex(index);
        });
    }
    connect(box, &QComboBox::activated, this,
            [actions](int index) { actions[static_cast<std::size_t>(index)]->trigger(); });
    return box;
}

QLineEdit* PreferencesDialog::portList(const QString& name, const QString& example) {
    auto* edit = new QLineEdit(this);
    edit->setObjectName(name);
    edit->setPlaceholderText(example);
    edit->setMinimumWidth(fontMetrics().averageCharWidth() * 28);
    connect(edit, &QLineEdit::editingFinished, this, &PreferencesDialog::takePorts);
    return edit;
}

void PreferencesDialog::setZoom(int steps, int most) {
    m_zoom->setRange(-most, most);
    m_zoom->setSuffix(tr(" pt"));
    m_zoom->setValue(steps);
}

void PreferencesDialog::setSecretsMasked(bool masked) {
    m_masked->setChecked(masked);
}

void PreferencesDialog::setPorts(const PortTexts& ports) {
    m_ports = ports;
    m_mqtt->setText(ports.mqtt);
    m_webSocket->setText(ports.webSocket);
    m_none->setText(ports.none);
}

void PreferencesDialog::takePorts() {
    const PortTexts ports{m_mqtt->text().trimmed(), m_webSocket->text().trimmed(), m_none->text().trimmed()};
    const auto read = readPorts(ports);
    const auto wrong = read ? QString() : toText(read.error().message());
    m_wrong->setText(wrong);
    m_wrong->setVisible(!wrong.isEmpty());
    if (!wrong.isEmpty() || ports == m_ports) return;
    m_ports = ports;
    emit portsChosen(ports);
}

} // namespace mqttscope::ui
