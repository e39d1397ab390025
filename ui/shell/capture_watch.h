// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/dialogs/capture_dialog.h"
#include "ui/models/row_watch.h"

#include <QObject>

namespace mqttscope::ui {

class LiveSession;
class Workspace;

/// Ends a capture, or marks a packet in it, when what was wished for comes.
class CaptureWatch : public QObject {
    Q_OBJECT

public:
    CaptureWatch(LiveSession& live, Workspace& workspace, QObject* parent);

    /// A capture began, with these wishes.
    void begin(const CaptureWishes& wishes);
    /// Another capture is shown.
    void end();

    void adopt(const store::Snapshot& snapshot) { m_watch.adopt(snapshot); }

signals:
    /// It came; the text says what, and what was done.
    void came(const QString& text);
    /// The row should be marked, in a way that can be undone.
    void markWanted(base::RowId row);

private:
    void found(base::RowId row);

    LiveSession& m_live;
    Workspace& m_workspace;
    RowWatch m_watch;
    CaptureWishes m_wishes;
};

} // namespace mqttscope::ui
