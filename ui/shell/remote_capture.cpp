// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/remote_capture.h"

#include <QRegularExpression>

#include <csignal>

namespace mqttscope::ui {

namespace {

constexpr qsizetype kMostWords = 8'192;
constexpr int kPatience = 1'000; // milliseconds that ssh gets to end

/// One word of a POSIX shell, whatever stands in it.
QString quoted(QString text) {
    return QLatin1Char('\'') + text.replace(QLatin1Char('\''), QLatin1String("'\\''")) + QLatin1Char('\'');
}

} // namespace

QStringList RemoteWishes::arguments() const {
    // sshd tells in SSH_CONNECTION whose traffic would otherwise capture itself for ever: client, its port, …
    const QString own = QStringLiteral("not (tcp and host ");
    const auto begin = filter.trimmed().isEmpty() ? own : QStringLiteral("(%1) and %2").arg(filter.trimmed(), own);
    const QString remote = QStringLiteral("set -- $SSH_CONNECTION; exec ") +
                           (sudo ? QStringLiteral("sudo -n ") : QString()) + QStringLiteral("tcpdump -i ") +
                           quoted(interface) + QStringLiteral(" -U -w - ") + quoted(begin) + QStringLiteral("\"$1\"") +
                           quoted(QStringLiteral(" and port ")) + QStringLiteral("\"$2\"") +
                           quoted(QStringLiteral(")"));
    // Behind "--" a host is a host, whatever it begins with.
    return {QStringLiteral("-T"), QStringLiteral("--"), host, remote};
}

QString RemoteWishes::command() const {
    QStringList words{QStringLiteral("ssh")};
    for (const auto& argument : arguments()) {
        static const QRegularExpression kPlain(QStringLiteral("^[A-Za-z0-9@._:=/-]+$"));
        words += kPlain.match(argument).hasMatch() ? argument : quoted(argument);
    }
    return words.join(QLatin1Char(' '));
}

RemoteCapture::RemoteCapture(QObject* parent)
    : QObject(parent) {
    connect(&m_process, &QProcess::readyReadStandardError, this, &RemoteCapture::readWords);
    connect(&m_process, &QProcess::finished, this, &RemoteCapture::finish);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart) emit ended(tr("Cannot start ssh: %1").arg(m_process.errorString()));
    });
}

RemoteCapture::~RemoteCapture() {
    m_process.disconnect(this);
    m_process.terminate();
    if (!m_process.waitForFinished(kPatience)) m_process.kill();
    m_process.waitForFinished(kPatience);
}

void RemoteCapture::start(const RemoteWishes& wishes, const QString& path) {
    m_words.clear();
    m_dropped.reset();
    m_began = false;
    m_stopping = false;
    m_process.setStandardInputFile(QProcess::nullDevice());
    m_process.setStandardOutputFile(path);
    m_process.start(QStringLiteral("ssh"), wishes.arguments());
}

void RemoteCapture::stop() {
    m_stopping = true;
    // ssh without a terminal does not pass signals on: when it ends, tcpdump's next write ends it there.
    m_process.terminate();
}

void RemoteCapture::readWords() {
    m_words += QString::fromUtf8(m_process.readAllStandardError());
    m_words = m_words.right(kMostWords);
    static const QRegularExpression kDropped(QStringLiteral("(\\d+) packets? dropped by kernel"));
    if (const auto match = kDropped.match(m_words); match.hasMatch()) m_dropped = match.captured(1).toULongLong();
    if (m_began || !m_words.contains(QStringLiteral("listening on"))) return;
    m_began = true;
    emit began();
}

void RemoteCapture::finish() {
    readWords();
    const bool good = m_stopping || (m_process.exitStatus() == QProcess::NormalExit && m_process.exitCode() == 0);
    if (good) return emit ended({});
    const auto words = m_words.trimmed();
    emit ended(tr("The capture on the other machine ended: %1")
                   .arg(words.isEmpty() ? tr("ssh gave status %1").arg(m_process.exitCode()) : words));
}

} // namespace mqttscope::ui
