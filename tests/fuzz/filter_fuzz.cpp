// SPDX-License-Identifier: GPL-3.0-or-later
// Any text as a display filter: what is wrong with it lies within the text and says why; what is right is read back
// the same, and columns and rows agree about a conversation.
#include "core/engine/inspection.h"
#include "core/filter/evaluator.h"
#include "core/filter/filter.h"
#include "core/filter/scan.h"
#include "core/filter/term.h"
#include "tests/support/conversation.h"

#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace {

using namespace mqttscope;

void require(bool holds) {
    if (!holds) std::abort();
}

/// Some packets of every kind that filters speak of, and events.
struct Inspected {
    Inspected() {
        const auto path =
            std::filesystem::temp_directory_path() / ("mqttscope-filter-fuzz-" + std::to_string(::getpid()));
        test::Capture capture;
        test::Conversation talk(capture, "pump-7");
        talk.connect();
        auto& client = talk.connection();
        client.toServer(
            test::packet::publish({.topic = "plant/1/temp", .payload = "21.5", .qos = 1, .packetIdentifier = 7}));
        client.toClient(test::packet::acknowledge(mqtt::PacketType::Puback, 7));
        client.toServer(test::packet::publish({.topic = "a", .payload = R"({"a":[{"t":40.5}],"s":"40","n":null})"}));
        client.toServer(
            test::packet::publish({.topic = "raw", .payload = std::string_view("\xDE\xAD\x00\xBE\xEF", 5)}));
        client.toServer(test::packet::subscribe(8, {{"plant/+/temp", 1}, {"$share/g/alarm/#", 2}}));
        client.toServer(test::packet::pingreq());
        client.close();
        capture.write(path, test::FileFormat::PcapMicroseconds);
        inspection = std::make_unique<engine::Inspection>(engine::InspectionOptions{.paths = {path.string()}});
        while (inspection->wait()) {
        }
        std::error_code ignored; // it lies in the folder for temporary files, and stays open
        std::filesystem::remove(path, ignored);
        snapshot = inspection->snapshot();
        source = inspection->packetSource(snapshot);
        require(snapshot.rows() > 8);
    }

    std::unique_ptr<engine::Inspection> inspection;
    store::Snapshot snapshot;
    std::unique_ptr<filter::PacketSource> source;
};

void checkComplaint(std::string_view text, const filter::Complaint& complaint) {
    require(!complaint.cause.empty() && complaint.range.offset <= text.size());
    require(!filter::pointAt(text, complaint).empty());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Inspected inspected;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto quoted = filter::quoted(text);
    const auto words = filter::Filter::read(quoted);
    require(words.has_value() || quoted.size() > 4 * size + 2 || size > 10'000);

    const auto filter = filter::Filter::read(text);
    if (!filter) {
        checkComplaint(text, filter.error());
        return 0;
    }
    for (const auto& suspicion : filter->suspicions()) checkComplaint(text, suspicion);
    filter::Evaluator evaluator(filter->program(), *inspected.source);
    std::vector<base::RowId> accepted;
    for (base::RowId row(0); row.value < inspected.snapshot.rows(); ++row.value)
        if (evaluator.accepts(inspected.snapshot, row)) accepted.push_back(row);
    std::vector<base::RowId> scanned;
    filter::scan(*filter, inspected.snapshot, *inspected.source, base::RowId(0), {},
                 [&](std::span<const base::RowId> rows, base::RowId, base::RowId) {
                     scanned.insert(scanned.end(), rows.begin(), rows.end());
                     return true;
                 });
    require(accepted == scanned);
    return 0;
}
