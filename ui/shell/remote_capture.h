// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QProcess>
#include <QString>
#include <QStringList>

#include <optional>

namespace mqttscope::ui {

/// What to capture on another machine, through the user's own ssh.
struct RemoteWishes {
    QString host; ///< as ssh takes it: "gateway", "root@10.0.0.1"
    QString interface = QStringLiteral("any");
    QString filter = QStringLiteral("tcp port 1883"); ///< of tcpdump there; empty: everything
    bool sudo = false;                                ///< tcpdump needs it there

    /// What ssh is started with. What is asked there leaves out the traffic of this very ssh.
    [[nodiscard]] QStringList arguments() const;
    /// The same as one would type it.
    [[nodiscard]] QString command() const;
};

/// tcpdump on another machine, whose capture ssh writes to a file here.
class RemoteCapture : public QObject {
    Q_OBJECT

public:
    explicit RemoteCapture(QObject* parent = nullptr);
    ~RemoteCapture() override; ///< ends it

    void start(const RemoteWishes& wishes, const QString& path);
    /// Asks tcpdump to end; ended() follows.
    void stop();

    [[nodiscard]] bool isRunning() const { return m_process.state() != QProcess::NotRunning; }

    /// What tcpdump said in the end; nothing where it said nothing, and drops are unknown.
    [[nodiscard]] std::optional<quint64> dropped() const { return m_dropped; }

signals:
    /// It captures: tcpdump said so.
    void began();
    /// The message is empty unless it failed.
    void ended(const QString& message);

private:
    void readWords();
    void finish();

    QProcess m_process;
    QString m_words; ///< of ssh and tcpdump, bounded
    std::optional<quint64> m_dropped;
    bool m_began = false;
    bool m_stopping = false;
};

} // namespace mqttscope::ui
