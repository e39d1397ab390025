// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exporter/frame_export.h"

#include "core/capture/capture_reader.h"
#include "core/capture/live/pcapng_writer.h"
#include "core/exporter/chosen_rows.h"
#include "core/exporter/frame_ends.h"
#include "core/exporter/frame_mask.h"
#include "core/format/text.h"
#include "core/net/fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace mqttscope::exporter {
namespace {

constexpr std::size_t kBlock = std::size_t{256} << 10;
constexpr std::string_view kMasked =
    "Passwords, authentication data and bytes of unknown meaning were overwritten with 'x' "
    "(mqttscope); checksums were mended";

class FrameExport {
public:
    FrameExport(const engine::Inspection& inspection, const store::Snapshot& snapshot, const ExportRequest& request,
                OutputFile& output, const RunControl& control)
        : m_inspection(inspection)
        , m_snapshot(snapshot)
        , m_request(request)
        , m_output(output)
        , m_control(control)
        , m_wanted(snapshot.frames()) {}

    base::Result<ExportResult> run() {
        const auto report = m_inspection.report();
        if (std::ranges::find(report.files, "-") != report.files.end())
            return std::unexpected(base::Error{.tried = "write frames of",
                                               .subject = "standard input",
                                               .cause = "a pipe cannot be read a second time",
                                               .advice = "Save the capture to a file and export from that"});
        // What is read a second time would be other frames, in another order.
        if (report.ring)
            return std::unexpected(base::Error{.tried = "write frames of",
                                               .subject = "a ring of files",
                                               .cause = "its oldest files leave while they are read",
                                               .advice = "Save the capture to a file and export from that"});
        if (!choose()) return std::unexpected(cutShort("the frames"));
        chooseBeginnings();
        const bool mask = !m_request.writer.secrets;
        if (mask) m_mask.emplace(FrameMask::ofAll(m_inspection, m_snapshot, {.userNames = m_request.writer.userNames}));
        for (const auto& note : report.notes) {
            if (note.kind == capture::Note::Kind::FrameComment) m_comments.emplace(keyOf(note.frame), note.text);
        }
        m_writer.section("mqttscope", mask ? kMasked : std::string_view{});
        auto written = readAgain(report.files);
        if (written) written = flush();
        if (!written) return std::unexpected(written.error());
        m_result.notes.push_back(
            fmt::format("{} frames; they hold neighbouring packets too, and addresses", format::numberText(m_frames)));
        if (m_maskedFrames != 0)
            m_result.notes.push_back(fmt::format("what is secret was overwritten in {} frames (--secrets keeps it)",
                                                 format::numberText(m_maskedFrames)));
        return std::move(m_result);
    }

private:
    using Key = std::pair<std::uint32_t, std::uint64_t>;

    static Key keyOf(base::SourceOffset place) { return {place.source().value, place.offset()}; }

    bool choose() {
        return eachChosen(m_inspection, m_snapshot, m_request.choice, m_control, [this](base::RowId id) {
            const PacketRecord record(m_inspection, m_snapshot, id);
            if (!store::isEvent(record.row())) ++m_result.packets;
            want(record.row().frame);
            for (const auto& part : record.packet().parts) {
                want(part.frame);
                if (part.extent.valid() && part.extent.value > 0 && m_snapshot.extent(part.extent).isDerived())
                    want(m_snapshot.extent(base::ExtentId(part.extent.value - 1)).frame);
            }
            const auto& connection = record.connection();
            m_connections.emplace(connection.client, connection.server);
            m_chosen.insert(record.row().connection.value);
            return true;
        });
    }

    /// What stands in front of the first packet and says how to read it.
    void chooseBeginnings() {
        for (base::RowId id(0); id.value < m_snapshot.rows(); ++id.value) {
            const auto row = m_snapshot.row(id);
            if (!store::isEvent(row) || !m_chosen.contains(row.connection.value)) continue;
            const auto kind = store::eventKind(row);
            if (kind != store::EventKind::WebSocketOpen && kind != store::EventKind::ProxyHeader) continue;
            want(row.frame);
            if (row.first.valid()) want(m_snapshot.extent(row.first).frame);
        }
    }

    void want(base::FrameId frame) {
        if (frame.valid() && frame.value < m_wanted.size()) m_wanted[frame.value] = true;
    }

    base::Result<void> readAgain(const std::vector<std::string>& files) {
        capture::SourceTable sources;
        auto reader = capture::CaptureReader::open(sources, files, {});
        if (!reader) return std::unexpected(reader.error());
        capture::Frame frame;
        for (base::FrameId id(0); id.value < m_wanted.size(); ++id.value) {
            if (m_control.stop.stop_requested()) return {};
            const auto step = (*reader)->next(frame);
            if (!step) return std::unexpected(step.error());
            if (*step != capture::Step::Frame) return {};
            const net::FrameView view{.id = id,
                                      .time = frame.time,
                                      .linkType = frame.linkType,
                                      .originalLength = frame.originalLength,
                                      .bytes = sources.view(frame.place, frame.capturedLength),
                                      .place = frame.place};
            if (auto written = take(view, frame, **reader); !written) return written;
        }
        return {};
    }

    base::Result<void> take(const net::FrameView& view, const capture::Frame& frame,
                            const capture::CaptureReader& reader) {
        if (!m_wanted[view.id.value] && !belongs(view)) return {};
        base::FieldTree fields;
        if (m_mask) {
            engine::FrameBytes bytes;
            bytes.frame = view;
            fields = bytes.decode();
        }
        ++m_frames;
        m_writer.packet(interfaceOf(frame, reader), view.time, bytesOf(view, fields), view.originalLength,
                        commentsOf(frame.place));
        return m_writer.bytes().size() < kBlock ? base::Result<void>{} : flush();
    }

    /// The handshakes of connections are always taken: without them nobody knows where their streams begin.
    [[nodiscard]] bool belongs(const net::FrameView& view) const {
        const auto found = frameEnds(view);
        return found && (m_request.wholeConnections || found->begins) && m_connections.contains(found->ends);
    }

    base::ByteView bytesOf(const net::FrameView& view, const base::FieldTree& fields) {
        if (!m_mask) return view.bytes;
        const auto ranges = m_mask->of(view.id, view.bytes, payloadOf(fields));
        if (ranges.empty()) return view.bytes;
        ++m_maskedFrames;
        m_bytes.assign(view.bytes.begin(), view.bytes.end());
        overwrite(m_bytes, ranges, fields);
        return m_bytes;
    }

    std::uint32_t interfaceOf(const capture::Frame& frame, const capture::CaptureReader& reader) {
        const auto key = std::tuple(frame.place.source().value, frame.interface, frame.linkType);
        const auto [place, isNew] = m_interfaces.try_emplace(key, static_cast<std::uint32_t>(m_interfaces.size()));
        if (isNew) {
            const auto all = reader.interfaces();
            // Of several files it is not told which interface is whose.
            const bool known = frame.interface < all.size() && m_inspection.report().files.size() == 1;
            const auto description = known ? all[frame.interface] : capture::Interface{};
            m_writer.interface({.name = description.name,
                                .description = description.description,
                                .filter = {},
                                .linkType = frame.linkType,
                                .snapLength = description.snapLength});
        }
        return place->second;
    }

    std::vector<std::string> commentsOf(base::SourceOffset place) const {
        std::vector<std::string> comments;
        const auto [first, last] = m_comments.equal_range(keyOf(place));
        for (auto comment = first; comment != last; ++comment) comments.push_back(comment->second);
        return comments;
    }

    base::Result<void> flush() {
        auto written = m_output.write(base::asText(m_writer.bytes()));
        m_writer.clear();
        return written;
    }

    const engine::Inspection& m_inspection;
    const store::Snapshot& m_snapshot;
    const ExportRequest& m_request;
    OutputFile& m_output;
    const RunControl& m_control;
    std::vector<bool> m_wanted;       // by frame
    std::set<TcpEnds> m_connections;  // of chosen packets
    std::set<std::uint32_t> m_chosen; // the same, by their numbers
    std::optional<FrameMask> m_mask;
    std::multimap<Key, std::string> m_comments; // by the place of their frame
    std::map<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>, std::uint32_t> m_interfaces;
    capture::live::PcapngWriter m_writer;
    std::vector<std::uint8_t> m_bytes; // of a masked frame
    std::uint64_t m_frames = 0;
    std::uint64_t m_maskedFrames = 0;
    ExportResult m_result;
};

} // namespace

base::Result<ExportResult> exportFrames(const engine::Inspection& inspection, const store::Snapshot& snapshot,
                                        const ExportRequest& request, OutputFile& output, const RunControl& control) {
    return FrameExport(inspection, snapshot, request, output, control).run();
}

} // namespace mqttscope::exporter
