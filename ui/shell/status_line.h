// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/inspection.h"

#include <QStatusBar>

class QLabel;
class QProgressBar;
class QToolButton;

namespace mqttscope::ui {

/// The line at the bottom: the state, the key of the field under the cursor, counts, warnings, progress and cancel.
class StatusLine : public QStatusBar {
    Q_OBJECT

public:
    explicit StatusLine(QWidget* parent = nullptr);

    /// Nothing is open.
    void clear();
    /// What is open, and the paths of its files.
    void setOpened(const QString& title, const QStringList& paths);
    /// Of a field, and the bytes that it takes.
    void setKey(const QString& key, quint32 size);
    /// Rows in the table, and of how many; the milliseconds that finding them took, where that is worth telling.
    void setDisplayed(quint64 shown, quint64 total, qint64 took);
    /// Control packets in the capture, once all were read.
    void setPackets(quint64 packets);
    /// From when on something is known, where older files of a ring left.
    void setSince(base::Timestamp since);
    /// Rows that the user marked.
    void setMarked(quint64 count);
    /// Bytes that the index of the capture takes.
    void setMemory(quint64 bytes);
    void setProgress(const engine::Progress& progress);
    /// What a running capture has to tell; empty: none runs. Alarming: something is lost.
    void setCapture(const QString& text, bool alarming);
    /// Things the user should know about the files; 0 hides it.
    void setWarnings(std::size_t count);

signals:
    void cancelRequested();
    void warningsRequested();

private:
    QLabel* m_key;
    QLabel* m_opened;
    QLabel* m_capture;
    QLabel* m_state;
    QLabel* m_packets;
    QLabel* m_since;
    QLabel* m_rows;
    QLabel* m_marked;
    QLabel* m_memory;
    QToolButton* m_warnings;
    QProgressBar* m_progress;
    QToolButton* m_cancel;
};

} // namespace mqttscope::ui
