// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/capture_watch.h"

#include "ui/models/text.h"
#include "ui/panels/narrowed_table.h"
#include "ui/panels/workspace.h"
#include "ui/shell/live_session.h"

namespace mqttscope::ui {

CaptureWatch::CaptureWatch(LiveSession& live, Workspace& workspace, QObject* parent)
    : QObject(parent)
    , m_live(live)
    , m_workspace(workspace) {
    connect(&m_watch, &RowWatch::found, this, &CaptureWatch::found);
}

void CaptureWatch::begin(const CaptureWishes& wishes) {
    m_wishes = wishes;
    if (m_live.remote() != nullptr) return m_watch.end(); // it was not asked what to wait for there
    switch (wishes.waitFor) {
    case CaptureWishes::WaitFor::Nothing:
        return m_watch.end();
    case CaptureWishes::WaitFor::Filter:
        if (auto filter = filter::Filter::read(wishes.waitFilter.toStdString()))
            m_watch.watchFor(*filter, m_workspace.sharedInspection());
        return;
    case CaptureWishes::WaitFor::Warning:
        return m_watch.watchFor(base::Severity::Warning);
    case CaptureWishes::WaitFor::Error:
        return m_watch.watchFor(base::Severity::Error);
    }
}

void CaptureWatch::end() {
    m_watch.end();
}

void CaptureWatch::found(base::RowId row) {
    const auto number = numberText(std::uint64_t{row.value} + 1);
    QString what;
    switch (m_wishes.waitFor) {
    case CaptureWishes::WaitFor::Nothing:
        return;
    case CaptureWishes::WaitFor::Filter:
        what = tr("No. %1 fulfils %2").arg(number, m_wishes.waitFilter);
        break;
    case CaptureWishes::WaitFor::Warning:
    case CaptureWishes::WaitFor::Error:
        what = tr("There is a finding in No. %1").arg(number);
        break;
    }
    if (m_wishes.waitStops) {
        m_live.stop();
        emit came(tr("%1: the capture was ended").arg(what));
    } else {
        emit markWanted(row);
        emit came(tr("%1: it is marked, the capture goes on").arg(what));
    }
    m_workspace.table()->reveal(row);
}

} // namespace mqttscope::ui
