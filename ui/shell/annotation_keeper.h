// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/store.h"
#include "ui/shell/annotation_file.h"

#include <QObject>
#include <QTimer>

#include <vector>

namespace mqttscope::ui {

class Annotations;

/// Keeps annotations with the capture: reads them when it is opened, puts them on its rows as these come, and writes
/// what changes.
class AnnotationKeeper : public QObject {
    Q_OBJECT

public:
    explicit AnnotationKeeper(Annotations& annotations, QObject* parent);

    /// Another capture is shown; one without paths keeps nothing.
    void open(const QStringList& paths);
    /// More rows are there.
    void adopt(const store::Snapshot& snapshot);
    /// All rows are there: what fits none of them is only kept.
    void finish();
    /// The capture that is shown has a file now.
    void savedAs(const QString& path);
    /// Writes what was not written yet.
    void flush();
    /// Writes, and forgets.
    void close();

signals:
    void failed(const QString& message);
    void noted(const QString& text);

private:
    void place(const std::vector<StoredRow>& rows, const std::vector<base::RowId>& found,
               std::vector<StoredRow>& others);
    void changed();
    [[nodiscard]] std::vector<StoredRow> gather() const;

    Annotations& m_annotations;
    store::Snapshot m_snapshot;
    // A ring that was saved begins with what was kept then.
    std::uint32_t m_firstFrame = 0;
    std::uint32_t m_firstRow = 0;
    QString m_path;                   ///< of the side file; empty: there is none
    QString m_name;                   ///< of the capture
    std::vector<StoredRow> m_waiting; ///< for rows that are still to come, ascending
    std::vector<StoredRow> m_strays;  ///< not where they were; after finish(): nowhere
    QTimer m_writing;
    bool m_placing = false;
    bool m_dirty = false;
};

} // namespace mqttscope::ui
