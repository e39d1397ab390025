// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/export_dialog.h"

#include "ui/models/text.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QRadioButton>
#include <QSpinBox>

#include <limits>
#include <utility>

namespace mqttscope::ui {

namespace {

QString latin(std::string_view text) {
    return QString::fromLatin1(text.data(), static_cast<qsizetype>(text.size()));
}

QString hintFor(exporter::ExportFormat format) {
    switch (format) {
    case exporter::ExportFormat::Pcapng:
        return ExportDialog::tr(
            "Frames hold neighbouring packets and addresses, too. What is secret in them is overwritten.");
    case exporter::ExportFormat::Replay:
        return ExportDialog::tr(
            "The script asks for the broker to publish to; it never takes the captured one by itself.");
    case exporter::ExportFormat::Html:
        return ExportDialog::tr("The page shows the first 20,000 packets, and says so.");
    case exporter::ExportFormat::Zeek:
    case exporter::ExportFormat::ZeekJson:
        return ExportDialog::tr("A folder with mqtt_connect.log, mqtt_subscribe.log and mqtt_publish.log.");
    case exporter::ExportFormat::Payloads:
        return ExportDialog::tr("A folder with a file for each payload, and index.csv.");
    case exporter::ExportFormat::Ndjson:
    case exporter::ExportFormat::Json:
    case exporter::ExportFormat::Csv:
    case exporter::ExportFormat::Text:
    case exporter::ExportFormat::Mermaid:
    case exporter::ExportFormat::Eve:
        return {};
    }
    return {};
}

} // namespace

ExportDialog::ExportDialog(const ExportCounts& counts, const ExportWishes& wishes, QString folder, QWidget* parent)
    : QDialog(parent)
    , m_folder(std::move(folder))
    , m_format(new QComboBox(this))
    , m_rows(new QButtonGroup(this))
    , m_first(new QSpinBox(this))
    , m_last(new QSpinBox(this))
    , m_events(new QCheckBox(tr("Also what is no packet: &gaps, FIN, resets"), this))
    , m_secrets(new QCheckBox(tr("&Passwords and authentication data, readable"), this))
    , m_userNames(new QCheckBox(tr("&Mask user names"), this))
    , m_whole(new QCheckBox(tr("Every &frame of their connections"), this))
    , m_path(new QLineEdit(this))
    , m_hint(new QLabel(this)) {
    setObjectName(QStringLiteral("exportDialog"));
    setWindowTitle(tr("Export Packets"));
    m_format->setObjectName(QStringLiteral("exportFormat"));
    m_path->setObjectName(QStringLiteral("exportPath"));
    m_path->setMinimumWidth(360);
    m_hint->setWordWrap(true);
    for (const auto& format : exporter::exportFormats()) m_format->addItem(latin(format.label), latin(format.name));
    m_format->setCurrentIndex(m_format->findData(latin(exporter::infoOf(wishes.format).name)));
    auto* browse = new QPushButton(tr("&Browse…"), this);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    m_export = buttons->button(QDialogButtonBox::Ok);
    m_export->setText(tr("&Export"));
    connect(buttons, &QDialogButtonBox::accepted, this, &ExportDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(browse, &QPushButton::clicked, this, &ExportDialog::browse);
    connect(m_format, &QComboBox::currentIndexChanged, this, &ExportDialog::update);
    connect(m_path, &QLineEdit::textChanged, this, &ExportDialog::update);
    connect(m_path, &QLineEdit::textEdited, this, [this] { m_named = true; });
    auto* layout = new QFormLayout(this);
    layout->addRow(tr("F&ormat:"), m_format);
    makeRows(counts, wishes);
    makeOptions(wishes);
    auto* place = new QHBoxLayout;
    place->addWidget(m_path);
    place->addWidget(browse);
    auto* label = new QLabel(tr("&Write to:"), this);
    label->setBuddy(m_path);
    layout->addRow(label, place);
    layout->addRow(QString(), m_hint);
    layout->addRow(buttons);
    update();
}

void ExportDialog::makeRows(const ExportCounts& counts, const ExportWishes& wishes) {
    auto* form = qobject_cast<QFormLayout*>(layout());
    const auto add = [&](ExportRows rows, const QString& text, bool possible) {
        auto* button = new QRadioButton(text, this);
        button->setObjectName(QStringLiteral("exportRows%1").arg(static_cast<int>(rows)));
        button->setEnabled(possible);
        m_rows->addButton(button, static_cast<int>(rows));
        button->setChecked(possible && rows == wishes.rows);
        return button;
    };
    form->addRow(tr("Packets:"), add(ExportRows::All, tr("&All (%1)").arg(numberText(counts.all)), true));
    form->addRow(QString(), add(ExportRows::Displayed, tr("&Displayed (%1)").arg(numberText(counts.displayed)), true));
    form->addRow(QString(),
                 add(ExportRows::Selected, tr("&Selected (%1)").arg(numberText(counts.selected)), counts.selected > 0));
    form->addRow(QString(),
                 add(ExportRows::Marked, tr("Mar&ked (%1)").arg(numberText(counts.marked)), counts.marked > 0));
    form->addRow(QString(),
                 add(ExportRows::Connection,
                     counts.client.isEmpty() ? tr("This &connection") : tr("This &connection: %1").arg(counts.client),
                     counts.selected > 0));
    const auto most = static_cast<int>(std::min<quint32>(counts.last, std::numeric_limits<int>::max()));
    auto* range = new QHBoxLayout;
    range->addWidget(add(ExportRows::Range, tr("&Numbers"), counts.all > 0));
    range->addWidget(m_first);
    range->addWidget(new QLabel(tr("to"), this));
    range->addWidget(m_last);
    range->addStretch();
    form->addRow(QString(), range);
    for (auto* spin : {m_first, m_last}) {
        spin->setRange(1, std::max(most, 1));
        connect(spin, &QSpinBox::valueChanged, this,
                [this] { m_rows->button(static_cast<int>(ExportRows::Range))->setChecked(true); });
    }
    {
        const QSignalBlocker quiet(m_last);
        m_last->setValue(most);
    }
    m_first->setAccessibleName(tr("First number"));
    m_last->setAccessibleName(tr("Last number"));
    if (m_rows->checkedId() < 0) m_rows->button(static_cast<int>(ExportRows::Displayed))->setChecked(true);
}

void ExportDialog::makeOptions(const ExportWishes& wishes) {
    auto* form = qobject_cast<QFormLayout*>(layout());
    m_events->setChecked(wishes.events);
    m_events->setObjectName(QStringLiteral("exportEvents"));
    // Never remembered: each time is a decision.
    m_secrets->setObjectName(QStringLiteral("exportSecrets"));
    m_userNames->setChecked(!wishes.userNames);
    m_whole->setChecked(wishes.wholeConnections);
    m_whole->setObjectName(QStringLiteral("exportWhole"));
    form->addRow(tr("With:"), m_events);
    form->addRow(QString(), m_whole);
    form->addRow(QString(), m_secrets);
    form->addRow(QString(), m_userNames);
    connect(m_secrets, &QCheckBox::toggled, this, &ExportDialog::update);
}

ExportWishes ExportDialog::wishes() const {
    ExportWishes wishes;
    wishes.format = format().format;
    wishes.rows = static_cast<ExportRows>(m_rows->checkedId());
    wishes.first = static_cast<std::uint32_t>(m_first->value());
    wishes.last = static_cast<std::uint32_t>(m_last->value());
    wishes.events = m_events->isChecked();
    wishes.secrets = m_secrets->isChecked();
    wishes.userNames = !m_userNames->isChecked();
    wishes.wholeConnections = m_whole->isChecked() && m_whole->isEnabled();
    wishes.path = m_path->text();
    wishes.overwrite = m_overwrite;
    return wishes;
}

const exporter::ExportFormatInfo& ExportDialog::format() const {
    return exporter::exportFormats()[static_cast<std::size_t>(m_format->currentIndex())];
}

void ExportDialog::update() {
    const auto& info = format();
    m_whole->setEnabled(info.format == exporter::ExportFormat::Pcapng);
    auto hint = hintFor(info.format);
    if (m_secrets->isChecked()) hint = tr("Whoever gets the file can read the passwords in it.");
    m_hint->setText(hint);
    m_export->setEnabled(!m_path->text().isEmpty());
    if (m_named && !m_path->text().isEmpty()) return;
    const auto name = info.folder ? QStringLiteral("mqtt-%1").arg(latin(info.name))
                                  : QStringLiteral("packets.%1").arg(latin(info.ending));
    const QSignalBlocker quiet(m_path);
    m_path->setText(QDir(m_folder).filePath(name));
    m_export->setEnabled(true);
}

void ExportDialog::browse() {
    auto* dialog = new QFileDialog(this, tr("Write To"), QFileInfo(m_path->text()).absolutePath());
    dialog->setObjectName(QStringLiteral("exportFileDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setOption(QFileDialog::DontConfirmOverwrite); // accept() asks, however the name came
    dialog->selectFile(QFileInfo(m_path->text()).fileName());
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        m_named = true;
        m_path->setText(path);
    });
    dialog->open();
}

void ExportDialog::accept() {
    const QFileInfo place(m_path->text());
    if (format().folder || !place.exists() || place.isDir()) return QDialog::accept();
    auto* box = new QMessageBox(QMessageBox::Question, tr("Replace the File?"),
                                tr("%1 exists already.").arg(place.fileName()), QMessageBox::Cancel, this);
    box->setObjectName(QStringLiteral("exportReplaceBox"));
    box->setTextFormat(Qt::PlainText);
    box->setAttribute(Qt::WA_DeleteOnClose);
    auto* replace = box->addButton(tr("&Replace"), QMessageBox::AcceptRole);
    connect(box, &QMessageBox::buttonClicked, this, [this, replace](QAbstractButton* button) {
        if (button != replace) return;
        m_overwrite = true;
        QDialog::accept();
    });
    box->open();
}

} // namespace mqttscope::ui
