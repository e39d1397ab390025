// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/status_line.h"

#include "core/format/text.h"
#include "core/format/time.h"
#include "ui/models/text.h"
#include "ui/views/icons.h"
#include "ui/views/theme.h"

#include <QLabel>
#include <QProgressBar>
#include <QToolButton>

namespace mqttscope::ui {

namespace {

constexpr int kProgressSteps = 1'000;
constexpr int kProgressWidth = 160;
constexpr int kOpenedWidth = 260;

QString stateText(engine::State state) {
    switch (state) {
    case engine::State::Running:
        return StatusLine::tr("Reading");
    case engine::State::Waiting:
        return StatusLine::tr("Following");
    case engine::State::Finished:
        return {};
    case engine::State::Cancelled:
        return StatusLine::tr("Stopped before the end");
    case engine::State::Failed:
        return StatusLine::tr("Failed");
    }
    return {};
}

} // namespace

StatusLine::StatusLine(QWidget* parent)
    : QStatusBar(parent)
    , m_key(new QLabel(this))
    , m_opened(new QLabel(this))
    , m_capture(new QLabel(this))
    , m_state(new QLabel(this))
    , m_packets(new QLabel(this))
    , m_since(new QLabel(this))
    , m_rows(new QLabel(this))
    , m_marked(new QLabel(this))
    , m_memory(new QLabel(this))
    , m_warnings(new QToolButton(this))
    , m_progress(new QProgressBar(this))
    , m_cancel(new QToolButton(this)) {
    setObjectName(QStringLiteral("statusLine"));
    setSizeGripEnabled(false);
    m_key->setObjectName(QStringLiteral("fieldKey"));
    m_opened->setObjectName(QStringLiteral("opened"));
    m_capture->setObjectName(QStringLiteral("captureStatus"));
    m_state->setObjectName(QStringLiteral("state"));
    m_packets->setObjectName(QStringLiteral("packetCount"));
    m_since->setObjectName(QStringLiteral("knownSince"));
    m_rows->setObjectName(QStringLiteral("rowCount"));
    m_marked->setObjectName(QStringLiteral("markedCount"));
    m_memory->setObjectName(QStringLiteral("memory"));
    for (auto* label : {m_key, m_opened, m_capture, m_state, m_packets, m_since, m_rows, m_marked, m_memory}) {
        label->setTextFormat(Qt::PlainText);
        label->setContentsMargins(6, 0, 6, 0);
    }
    m_key->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_key->setToolTip(tr("Key of the selected field, as filters and columns name it"));
    m_warnings->setObjectName(QStringLiteral("warnings"));
    m_warnings->setAutoRaise(true);
    m_warnings->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_warnings->setIcon(lineIcon(QStringLiteral("warning"), QPalette::WindowText));
    m_warnings->setToolTip(tr("What you should know about this capture"));
    m_progress->setObjectName(QStringLiteral("progress"));
    m_progress->setFixedWidth(kProgressWidth);
    m_progress->setFixedHeight(fontMetrics().height() * 3 / 4);
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("Part of the capture that was read"));
    m_cancel->setObjectName(QStringLiteral("cancel"));
    m_cancel->setAutoRaise(true);
    m_cancel->setIcon(lineIcon(QStringLiteral("stop"), QPalette::WindowText));
    m_cancel->setToolTip(tr("Stop reading; what was read stays"));
    m_cancel->setAccessibleName(tr("Stop reading"));

    addWidget(m_key, 1);
    addPermanentWidget(m_opened);
    addPermanentWidget(m_capture);
    addPermanentWidget(m_state);
    addPermanentWidget(m_progress);
    addPermanentWidget(m_cancel);
    addPermanentWidget(m_warnings);
    addPermanentWidget(m_packets);
    addPermanentWidget(m_since);
    addPermanentWidget(m_rows);
    addPermanentWidget(m_marked);
    addPermanentWidget(m_memory);
    connect(m_cancel, &QToolButton::clicked, this, &StatusLine::cancelRequested);
    connect(m_warnings, &QToolButton::clicked, this, &StatusLine::warningsRequested);
    clear();
}

void StatusLine::clear() {
    m_key->clear();
    m_opened->clear();
    m_opened->setToolTip({});
    m_capture->hide();
    m_state->clear();
    m_since->hide();
    m_rows->clear();
    m_packets->clear();
    m_packets->hide();
    m_marked->hide();
    m_memory->clear();
    m_memory->hide();
    m_warnings->hide();
    m_progress->hide();
    m_cancel->hide();
}

void StatusLine::setCapture(const QString& text, bool alarming) {
    m_capture->setText(text);
    m_capture->setVisible(!text.isEmpty());
    auto colors = palette();
    if (alarming) {
        const Theme theme(palette());
        colors.setColor(QPalette::WindowText, readableOn(theme.warning, palette().color(QPalette::Window)));
    }
    m_capture->setPalette(colors);
}

void StatusLine::setOpened(const QString& title, const QStringList& paths) {
    m_opened->setText(fontMetrics().elidedText(title, Qt::ElideMiddle, kOpenedWidth));
    m_opened->setToolTip(plainToolTip(paths.join(QLatin1Char('\n'))));
}

void StatusLine::setKey(const QString& key, quint32 size) {
    m_key->setText(key.isEmpty() || size == 0 ? key : tr("%1 · %2").arg(key, toText(format::byteCountText(size))));
}

void StatusLine::setDisplayed(quint64 shown, quint64 total, qint64 took) {
    if (took > 0)
        return m_rows->setText(
            tr("%1 of %2 rows in %3 ms").arg(numberText(shown), numberText(total), numberText(took)));
    if (shown != total) return m_rows->setText(tr("%1 of %2 rows").arg(numberText(shown), numberText(total)));
    m_rows->setText(total == 1 ? tr("1 row") : tr("%1 rows").arg(numberText(total)));
}

void StatusLine::setPackets(quint64 packets) {
    m_packets->setText(packets == 1 ? tr("1 packet") : tr("%1 packets").arg(numberText(packets)));
    m_packets->setToolTip(tr("Control packets; the other rows tell what happened between them"));
    m_packets->setVisible(packets > 0);
}

void StatusLine::setSince(base::Timestamp since) {
    m_since->setVisible(since.known());
    if (!since.known()) return;
    const auto text = [since](format::TimeFormat format) { return toText(format::timeText(since, format, {}, 0)); };
    m_since->setText(tr("Since %1").arg(text(format::TimeFormat::TimeOfDay)));
    m_since->setToolTip(
        tr("What came before %1 left with the oldest files of the ring").arg(text(format::TimeFormat::DateAndTime)));
}

void StatusLine::setMarked(quint64 count) {
    m_marked->setText(tr("%1 marked").arg(numberText(count)));
    m_marked->setVisible(count > 0);
}

void StatusLine::setMemory(quint64 bytes) {
    constexpr quint64 kMebibyte = quint64{1} << 20;
    m_memory->setText(tr("Index %1 MiB").arg(numberText((bytes + kMebibyte - 1) / kMebibyte)));
    m_memory->setToolTip(tr("The index of the capture takes %1 of memory").arg(toText(format::byteCountText(bytes))));
    m_memory->show();
}

void StatusLine::setProgress(const engine::Progress& progress) {
    const bool reading = progress.state == engine::State::Running;
    m_state->setText(stateText(progress.state));
    m_state->setVisible(!m_state->text().isEmpty());
    m_progress->setVisible(reading);
    m_cancel->setVisible(reading || progress.state == engine::State::Waiting);
    if (!reading) return;
    if (progress.bytesTotal == 0) return m_progress->setRange(0, 0);
    m_progress->setRange(0, kProgressSteps);
    const auto part = static_cast<double>(progress.bytesRead) / static_cast<double>(progress.bytesTotal);
    m_progress->setValue(static_cast<int>(part * kProgressSteps));
}

void StatusLine::setWarnings(std::size_t count) {
    m_warnings->setVisible(count > 0);
    m_warnings->setText(count == 1 ? tr("1 warning") : tr("%1 warnings").arg(numberText(count)));
}

} // namespace mqttscope::ui
