// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/capture_dialog.h"

#include "core/capture/live/link_type.h"
#include "core/capture/live/permission.h"
#include "core/filter/filter.h"
#include "ui/models/text.h"
#include "ui/panels/interface_list.h"
#include "ui/views/filter_edit.h"
#include "ui/views/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

namespace mqttscope::ui {

namespace {

namespace live = capture::live;

constexpr int kRecentFilters = 10;
constexpr int kMostSeconds = 7 * 86'400;
constexpr int kMostFrames = 1'000'000'000;
constexpr int kMostMegabytes = 1'000'000;
constexpr int kMostFileMinutes = 7 * 24 * 60;
constexpr int kMostKeptFiles = 10'000;
constexpr int kEthernet = 1; // DLT_EN10MB: what a filter is checked for while no interface is chosen
constexpr std::uint64_t kMegabyte = 1'000'000;

} // namespace

live::CaptureOptions CaptureWishes::options() const {
    live::CaptureOptions options;
    for (const auto& name : interfaces) options.interfaces.push_back(name.toStdString());
    if (!filter.isEmpty()) options.filter = filter.toStdString();
    options.allTcp = allTcp;
    options.promiscuous = promiscuous;
    if (seconds > 0) options.stop.duration = std::chrono::seconds(seconds);
    if (frames > 0) options.stop.frames = static_cast<std::uint64_t>(frames);
    if (megabytes > 0) options.stop.bytes = static_cast<std::uint64_t>(megabytes) * kMegabyte;
    options.path = QFile::encodeName(path).toStdString();
    if (nextFile == NextFile::Never) return options;
    options.ring.files = static_cast<std::uint32_t>(keptFiles);
    if (nextFile == NextFile::AtSize) options.ring.bytes = static_cast<std::uint64_t>(fileMegabytes) * kMegabyte;
    if (nextFile == NextFile::AfterTime) options.ring.duration = std::chrono::minutes(fileMinutes);
    return options;
}

CaptureDialog::CaptureDialog(const CaptureWishes& wishes, QWidget* parent)
    : QDialog(parent)
    , m_before(wishes)
    , m_interfaces(new InterfaceList(this))
    , m_filter(new QComboBox(this))
    , m_hint(new QLabel(this))
    , m_allTcp(new QCheckBox(tr("&All TCP, to find MQTT on any port"), this))
    , m_promiscuous(new QCheckBox(tr("&Promiscuous mode"), this))
    , m_seconds(new QSpinBox(this))
    , m_frames(new QSpinBox(this))
    , m_megabytes(new QSpinBox(this))
    , m_path(new QLineEdit(this))
    , m_nextFile(new QComboBox(this))
    , m_fileMegabytes(new QSpinBox(this))
    , m_fileMinutes(new QSpinBox(this))
    , m_keptFiles(new QSpinBox(this))
    , m_waitFor(new QComboBox(this))
    , m_waitFilter(new FilterEdit(this))
    , m_waitThen(new QComboBox(this)) {
    compose();
    m_interfaces->choose(wishes.interfaces);
    m_filter->addItems(wishes.recentFilters);
    m_filter->setEditText(wishes.filter);
    m_allTcp->setChecked(wishes.allTcp);
    m_promiscuous->setChecked(wishes.promiscuous);
    m_seconds->setValue(wishes.seconds);
    m_frames->setValue(wishes.frames);
    m_megabytes->setValue(wishes.megabytes);
    m_path->setText(wishes.path);
    m_nextFile->setCurrentIndex(static_cast<int>(wishes.nextFile));
    m_fileMegabytes->setValue(wishes.fileMegabytes);
    m_fileMinutes->setValue(wishes.fileMinutes);
    m_keptFiles->setValue(wishes.keptFiles);
    m_waitFor->setCurrentIndex(static_cast<int>(wishes.waitFor));
    m_waitFilter->setText(wishes.waitFilter);
    m_waitThen->setCurrentIndex(wishes.waitStops ? 0 : 1);
    connect(m_interfaces, &InterfaceList::chosenChanged, this, &CaptureDialog::check);
    connect(m_interfaces, &InterfaceList::interfaceActivated, this, [this] {
        if (m_start->isEnabled()) accept();
    });
    connect(m_filter, &QComboBox::editTextChanged, this, &CaptureDialog::check);
    connect(m_path, &QLineEdit::textChanged, this, &CaptureDialog::check);
    connect(m_nextFile, &QComboBox::currentIndexChanged, this, &CaptureDialog::check);
    connect(m_waitFor, &QComboBox::currentIndexChanged, this, &CaptureDialog::check);
    connect(m_waitFilter, &QLineEdit::textChanged, this, &CaptureDialog::check);
    connect(m_waitFilter, &FilterEdit::escaped, this, &QDialog::reject);
    check();
}

void CaptureDialog::compose() {
    setObjectName(QStringLiteral("captureDialog"));
    setWindowTitle(tr("Capture"));
    m_filter->setObjectName(QStringLiteral("captureFilter"));
    m_filter->setEditable(true);
    m_filter->setInsertPolicy(QComboBox::NoInsert);
    m_filter->lineEdit()->setPlaceholderText(tr("The ports of MQTT: 1883, 8883, 8083, 8084, 9001"));
    m_filter->lineEdit()->setClearButtonEnabled(true);
    m_filter->setToolTip(tr("A capture filter, written as for tcpdump"));
    m_hint->setObjectName(QStringLiteral("captureHint"));
    m_hint->setTextFormat(Qt::PlainText);
    m_hint->setWordWrap(true);
    m_hint->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_hint->setMinimumHeight(fontMetrics().lineSpacing() * 2);
    m_seconds->setObjectName(QStringLiteral("captureSeconds"));
    m_seconds->setRange(0, kMostSeconds);
    m_seconds->setSuffix(tr(" s"));
    m_seconds->setSpecialValueText(tr("no limit"));
    m_frames->setObjectName(QStringLiteral("captureFrames"));
    m_frames->setRange(0, kMostFrames);
    m_frames->setGroupSeparatorShown(true);
    m_frames->setSpecialValueText(tr("no limit"));
    m_megabytes->setObjectName(QStringLiteral("captureMegabytes"));
    m_megabytes->setRange(0, kMostMegabytes);
    m_megabytes->setSuffix(tr(" MB"));
    m_megabytes->setSpecialValueText(tr("no limit"));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    m_start = buttons->button(QDialogButtonBox::Ok);
    m_start->setText(tr("&Start"));
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);

    auto* form = new QFormLayout;
    form->addRow(tr("&Filter:"), m_filter);
    form->addRow(QString(), m_allTcp);
    form->addRow(QString(), m_promiscuous);
    auto* pathLabel = new QLabel(tr("Wr&ite to:"), this);
    pathLabel->setBuddy(m_path);
    form->addRow(pathLabel, makeOutput());
    auto* ringLabel = new QLabel(tr("&New file:"), this);
    ringLabel->setBuddy(m_nextFile);
    form->addRow(ringLabel, makeRing());
    form->addRow(tr("Stop after &time:"), m_seconds);
    form->addRow(tr("Stop after f&rames:"), m_frames);
    form->addRow(tr("Stop at si&ze:"), m_megabytes);
    auto* waitLabel = new QLabel(tr("&Wait for:"), this);
    waitLabel->setBuddy(m_waitFor);
    form->addRow(waitLabel, makeWait());
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_interfaces, 1);
    layout->addLayout(form);
    layout->addWidget(m_hint);
    layout->addWidget(buttons);
    resize(640, 480);
}

QLayout* CaptureDialog::makeOutput() {
    m_path->setObjectName(QStringLiteral("capturePath"));
    m_path->setPlaceholderText(tr("A file of its own that is saved or discarded later"));
    m_path->setClearButtonEnabled(true);
    auto* choose = new QPushButton(tr("&Choose…"), this);
    choose->setObjectName(QStringLiteral("captureChoosePath"));
    choose->setAutoDefault(false);
    connect(choose, &QPushButton::clicked, this, &CaptureDialog::choosePath);
    auto* line = new QHBoxLayout;
    line->addWidget(m_path, 1);
    line->addWidget(choose);
    return line;
}

void CaptureDialog::choosePath() {
    auto* dialog = new QFileDialog(this, tr("Capture to a File"), QFileInfo(m_path->text()).absolutePath());
    dialog->setObjectName(QStringLiteral("capturePathDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setOption(QFileDialog::DontConfirmOverwrite); // that is asked when it starts, however the name came here
    dialog->setDefaultSuffix(QStringLiteral("pcapng"));
    dialog->setNameFilters({tr("Captures (*.pcapng)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, m_path, &QLineEdit::setText);
    dialog->open();
}

QLayout* CaptureDialog::makeRing() {
    m_nextFile->setObjectName(QStringLiteral("captureNextFile"));
    m_nextFile->addItems({tr("never"), tr("at a size of"), tr("after")});
    m_nextFile->setAccessibleName(tr("When the next file begins"));
    m_fileMegabytes->setObjectName(QStringLiteral("captureFileMegabytes"));
    m_fileMegabytes->setRange(1, kMostMegabytes);
    m_fileMegabytes->setSuffix(tr(" MB"));
    m_fileMegabytes->setAccessibleName(tr("Size of a file"));
    m_fileMinutes->setObjectName(QStringLiteral("captureFileMinutes"));
    m_fileMinutes->setRange(1, kMostFileMinutes);
    m_fileMinutes->setSuffix(tr(" min"));
    m_fileMinutes->setAccessibleName(tr("Time of a file"));
    m_keptFiles->setObjectName(QStringLiteral("captureKeptFiles"));
    m_keptFiles->setRange(2, kMostKeptFiles);
    m_keptFiles->setPrefix(tr("keep "));
    m_keptFiles->setSuffix(tr(" files"));
    m_keptFiles->setToolTip(tr("The oldest file is deleted, and its packets leave the list"));
    m_keptFiles->setAccessibleName(tr("Files that are kept"));
    auto* line = new QHBoxLayout;
    line->addWidget(m_nextFile);
    line->addWidget(m_fileMegabytes);
    line->addWidget(m_fileMinutes);
    line->addWidget(m_keptFiles);
    line->addStretch(1);
    return line;
}

QLayout* CaptureDialog::makeWait() {
    m_waitFor->setObjectName(QStringLiteral("captureWaitFor"));
    m_waitFor->addItems({tr("nothing"), tr("a packet that fulfils"), tr("a warning or an error"), tr("an error")});
    m_waitFor->setAccessibleName(tr("Wait for"));
    m_waitFilter->setObjectName(QStringLiteral("captureWaitFilter"));
    m_waitFilter->setAccessibleName(tr("Display filter to wait for"));
    m_waitFilter->setPlaceholderText(tr("a display filter"));
    m_waitThen->setObjectName(QStringLiteral("captureWaitThen"));
    m_waitThen->addItems({tr("and stop then"), tr("and mark it")});
    m_waitThen->setAccessibleName(tr("What to do then"));
    auto* line = new QHBoxLayout;
    line->addWidget(m_waitFor);
    line->addWidget(m_waitFilter, 1);
    line->addWidget(m_waitThen);
    return line;
}

void CaptureDialog::setMeasuring(bool on) {
    m_interfaces->setMeasuring(on);
}

CaptureWishes CaptureDialog::wishes() const {
    CaptureWishes wishes{.interfaces = m_interfaces->chosen(),
                         .filter = m_filter->currentText().trimmed(),
                         .recentFilters = m_before.recentFilters,
                         .allTcp = m_allTcp->isChecked(),
                         .promiscuous = m_promiscuous->isChecked(),
                         .seconds = m_seconds->value(),
                         .frames = m_frames->value(),
                         .megabytes = m_megabytes->value(),
                         .path = m_path->text().trimmed(),
                         .nextFile = static_cast<CaptureWishes::NextFile>(m_nextFile->currentIndex()),
                         .fileMegabytes = m_fileMegabytes->value(),
                         .fileMinutes = m_fileMinutes->value(),
                         .keptFiles = m_keptFiles->value(),
                         .waitFor = static_cast<CaptureWishes::WaitFor>(m_waitFor->currentIndex()),
                         .waitFilter = m_waitFilter->text().trimmed(),
                         .waitStops = m_waitThen->currentIndex() == 0};
    if (!wishes.filter.isEmpty()) {
        wishes.recentFilters.removeAll(wishes.filter);
        wishes.recentFilters.prepend(wishes.filter);
        wishes.recentFilters =
            wishes.recentFilters.first(std::min<qsizetype>(wishes.recentFilters.size(), kRecentFilters));
    }
    return wishes;
}

/// Why it cannot start like this; empty if it can.
QString CaptureDialog::complaint() const {
    if (const auto may = live::checkPermission(); !may) return toText(may.error().message());
    const auto filter = m_filter->currentText().trimmed().toStdString();
    const auto names = m_interfaces->chosen();
    for (const auto& name : names.isEmpty() ? QStringList(QString()) : names) {
        const auto linkType = live::expectedLinkType(name.toStdString()).value_or(kEthernet);
        if (const auto good = live::checkCaptureFilter(filter, linkType); !good) return toText(good.error().message());
    }
    return {};
}

/// Why nothing can be written there; empty where it can, or where it has no name.
QString CaptureDialog::outputComplaint() const {
    const auto path = m_path->text().trimmed();
    if (path.isEmpty()) return {};
    const QFileInfo file(path);
    const QFileInfo folder(file.absolutePath());
    if (file.isDir()) return tr("%1 is a folder: name a file in it").arg(path);
    if (!folder.isDir()) return tr("There is no folder %1").arg(folder.filePath());
    if (!folder.isWritable()) return tr("In %1 nothing can be written").arg(folder.filePath());
    return {};
}

/// What is wrong with the filter that is waited for; empty where nothing is.
QString CaptureDialog::waitComplaint() const {
    if (!m_waitFilter->isEnabled()) return {};
    const auto text = m_waitFilter->text().toStdString();
    const auto read = filter::Filter::read(text);
    if (!read) return toText(read.error().cause);
    return read->acceptsAll() ? tr("Write what to wait for") : QString();
}

void CaptureDialog::check() {
    const bool byFilter = m_waitFor->currentIndex() == static_cast<int>(CaptureWishes::WaitFor::Filter);
    m_waitFilter->setEnabled(byFilter);
    m_waitThen->setEnabled(m_waitFor->currentIndex() != 0);
    const auto wrongWait = waitComplaint();
    const bool empty = m_waitFilter->text().trimmed().isEmpty();
    m_waitFilter->setTone(!byFilter || empty ? Tone::Neutral : wrongWait.isEmpty() ? Tone::Good : Tone::Wrong);
    const auto nextFile = static_cast<CaptureWishes::NextFile>(m_nextFile->currentIndex());
    m_fileMegabytes->setVisible(nextFile != CaptureWishes::NextFile::AfterTime);
    m_fileMinutes->setVisible(nextFile == CaptureWishes::NextFile::AfterTime);
    m_fileMegabytes->setEnabled(nextFile != CaptureWishes::NextFile::Never);
    m_keptFiles->setEnabled(nextFile != CaptureWishes::NextFile::Never);
    auto wrong = complaint();
    if (wrong.isEmpty()) wrong = outputComplaint();
    if (wrong.isEmpty()) wrong = wrongWait;
    m_allTcp->setEnabled(m_filter->currentText().trimmed().isEmpty());
    m_start->setEnabled(wrong.isEmpty() && !m_interfaces->chosen().isEmpty());
    const bool choose = wrong.isEmpty() && m_interfaces->chosen().isEmpty();
    m_hint->setText(choose ? tr("Choose an interface") : wrong);
    auto colors = palette();
    if (!wrong.isEmpty()) {
        const Theme theme(palette());
        colors.setColor(QPalette::WindowText, readableOn(theme.error, palette().color(QPalette::Window)));
    }
    m_hint->setPalette(colors);
}

} // namespace mqttscope::ui
