// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/reading.h"
#include "core/capture/live/interfaces.h"
#include "core/capture/live/link_type.h"
#include "core/capture/live/permission.h"
#include "core/exporter/table.h"

#include <fmt/format.h>

namespace mqttscope::cli {
namespace {

std::string stateText(const capture::live::NetworkInterface& interface) {
    if (!interface.unusable.empty()) return interface.unusable;
    std::string text = interface.running ? "up" : "up, without a peer";
    if (interface.loopback) text += ", loopback";
    if (interface.wireless) text += ", wireless";
    return text;
}

} // namespace

int runInterfaces(const Options& options) {
    const auto interfaces = capture::live::listInterfaces();
    if (!interfaces) {
        complain(interfaces.error().message());
        return kFailed;
    }
    exporter::Table table({{"name", "Name"},
                           {"link_type", "Link type"},
                           {"addresses", "Addresses"},
                           {"state", "State"},
                           {"description", "Description"}});
    for (const auto& interface : *interfaces) {
        table.addRow({interface.name, interface.linkType ? capture::live::linkTypeText(*interface.linkType) : "",
                      fmt::format("{}", fmt::join(interface.addresses, " ")), stateText(interface),
                      interface.description});
    }
    if (const auto allowed = capture::live::checkPermission(); !allowed) complain(allowed.error().message());
    return writeResult(options, tableText(table, options.format));
}

} // namespace mqttscope::cli
