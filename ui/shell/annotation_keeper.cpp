// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/annotation_keeper.h"

#include "ui/models/annotations.h"
#include "ui/models/text.h"

#include <QFileInfo>

#include <algorithm>
#include <map>
#include <utility>

namespace mqttscope::ui {

namespace {

constexpr int kWritingDelay = 1'000; // milliseconds, in which more may change

std::vector<RowKey> keysOf(const std::vector<StoredRow>& rows) {
    std::vector<RowKey> keys;
    for (const auto& row : rows) keys.push_back(row.key);
    return keys;
}

} // namespace

AnnotationKeeper::AnnotationKeeper(Annotations& annotations, QObject* parent)
    : QObject(parent)
    , m_annotations(annotations) {
    m_writing.setSingleShot(true);
    m_writing.setInterval(kWritingDelay);
    connect(&m_writing, &QTimer::timeout, this, &AnnotationKeeper::flush);
    connect(&m_annotations, &Annotations::rowsChanged, this, &AnnotationKeeper::changed);
    connect(&m_annotations, &Annotations::noteChanged, this, &AnnotationKeeper::changed);
    connect(&m_annotations, &Annotations::colouringChanged, this, &AnnotationKeeper::changed);
}

void AnnotationKeeper::open(const QStringList& paths) {
    close();
    m_path = annotationPath(paths);
    if (m_path.isEmpty()) return;
    m_name = QFileInfo(paths.first()).fileName();
    auto read = readAnnotations(m_path);
    m_waiting = std::move(read.rows);
    m_placing = true;
    m_annotations.setColouring(read.colouring);
    m_placing = false;
    if (!read.mayWrite) m_path.clear();
    if (!read.problem.isEmpty()) emit failed(read.problem);
}

void AnnotationKeeper::adopt(const store::Snapshot& snapshot) {
    m_snapshot = snapshot;
    const auto end =
        std::ranges::partition_point(m_waiting, [&](const StoredRow& row) { return row.key.row < snapshot.rows(); });
    if (end == m_waiting.begin()) return;
    const std::vector<StoredRow> there(m_waiting.begin(), end);
    m_waiting.erase(m_waiting.begin(), end);
    place(there, rowsInPlace(snapshot, keysOf(there)), m_strays);
}

void AnnotationKeeper::finish() {
    auto others = std::exchange(m_strays, {});
    std::ranges::move(std::exchange(m_waiting, {}), std::back_inserter(others));
    if (others.empty()) return;
    place(others, findRows(m_snapshot, keysOf(others)), m_strays);
    if (m_strays.empty()) return;
    emit noted(tr("%1 marks or notes fit no packet of this capture as it is read now; they are kept")
                   .arg(numberText(m_strays.size())));
}

void AnnotationKeeper::place(const std::vector<StoredRow>& rows, const std::vector<base::RowId>& found,
                             std::vector<StoredRow>& others) {
    Annotations::Rows marked;
    Annotations::Rows ignored;
    Annotations::Rows references;
    m_placing = true;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (!found[i].valid()) {
            others.push_back(rows[i]);
            continue;
        }
        if (rows[i].marked) marked.push_back(found[i].value);
        if (rows[i].ignored) ignored.push_back(found[i].value);
        if (rows[i].reference) references.push_back(found[i].value);
        if (!rows[i].note.isEmpty()) m_annotations.setNote(found[i], rows[i].note);
    }
    const auto set = [this](Annotations::Kind kind, Annotations::Rows& placed) {
        std::ranges::sort(placed);
        const auto doubles = std::ranges::unique(placed);
        placed.erase(doubles.begin(), doubles.end());
        m_annotations.set(kind, placed, true);
    };
    set(Annotations::Kind::Mark, marked);
    set(Annotations::Kind::Ignored, ignored);
    set(Annotations::Kind::Reference, references);
    m_placing = false;
}

void AnnotationKeeper::changed() {
    if (m_placing) return;
    m_dirty = true;
    if (!m_path.isEmpty() && !m_writing.isActive()) m_writing.start();
}

std::vector<StoredRow> AnnotationKeeper::gather() const {
    std::map<std::uint32_t, StoredRow> rows;
    for (const auto row : *m_annotations.rows(Annotations::Kind::Mark)) rows[row].marked = true;
    for (const auto row : *m_annotations.rows(Annotations::Kind::Ignored)) rows[row].ignored = true;
    for (const auto row : *m_annotations.rows(Annotations::Kind::Reference)) rows[row].reference = true;
    for (const auto& [row, note] : m_annotations.notes()) rows[row].note = note;
    RowKeys keys(m_snapshot);
    std::vector<StoredRow> gathered;
    for (auto& [row, stored] : rows) {
        if (!m_snapshot.has(base::RowId(row)) || row < m_firstRow) continue;
        stored.key = keys.of(base::RowId(row));
        stored.key.frame -= std::min(stored.key.frame, m_firstFrame);
        stored.key.row -= m_firstRow;
        gathered.push_back(std::move(stored));
    }
    // What has found no row yet, or none at all, must not be lost.
    for (const auto* others : {&m_waiting, &m_strays}) std::ranges::copy(*others, std::back_inserter(gathered));
    return gathered;
}

void AnnotationKeeper::savedAs(const QString& path) {
    m_path = annotationPath({path});
    m_name = QFileInfo(path).fileName();
    m_firstFrame = m_snapshot.counts().firstFrame;
    m_firstRow = m_snapshot.firstRow();
    // Another file of the same capture: what was written for an earlier one is written for it, too.
    m_dirty = m_dirty || !gather().empty() || !m_annotations.colouring().empty();
    flush();
}

void AnnotationKeeper::flush() {
    m_writing.stop();
    if (!m_dirty || m_path.isEmpty()) return;
    m_dirty = false;
    if (const auto problem = writeAnnotations(m_path, m_name, gather(), m_annotations.colouring()); !problem.isEmpty())
        emit failed(problem);
}

void AnnotationKeeper::close() {
    flush();
    m_path.clear();
    m_dirty = false;
    m_waiting.clear();
    m_strays.clear();
    m_placing = true;
    m_annotations.clear();
    m_placing = false;
    m_snapshot = {};
    m_firstFrame = m_firstRow = 0;
}

} // namespace mqttscope::ui
