// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/live/capture_filter.h"

#include <fmt/format.h>
#include <pcap/pcap.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <chrono>
#include <memory>
#include <optional>
#include <string_view>

namespace mqttscope::capture::live {
namespace {

/// Longer than any frame that a default snapshot length cuts.
constexpr int kSnapLength = 262'144;
/// The search for the place of an error may make libpcap look up names.
constexpr auto kLongestSearch = std::chrono::milliseconds(300);

using Handle = std::unique_ptr<pcap_t, decltype(&::pcap_close)>;

Handle deadHandle(int linkType) {
    return {::pcap_open_dead(linkType, kSnapLength), ::pcap_close};
}

/// Empty, or libpcap's words for why it is no filter.
std::optional<std::string> failure(pcap_t* handle, const std::string& filter) {
    bpf_program program{};
    if (::pcap_compile(handle, &program, filter.c_str(), 1, PCAP_NETMASK_UNKNOWN) == 0) {
        ::pcap_freecode(&program);
        return std::nullopt;
    }
    return ::pcap_geterr(handle);
}

bool compiles(int linkType, const std::string& filter) {
    const auto handle = deadHandle(linkType);
    return handle && !failure(handle.get(), filter);
}

struct Token {
    std::size_t begin = 0;
    std::size_t end = 0;
};

std::vector<Token> tokensOf(std::string_view filter) {
    const auto isWord = [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == ':' || c == '_' || c == '-';
    };
    std::vector<Token> tokens;
    for (std::size_t at = 0; at < filter.size();) {
        if (std::isspace(static_cast<unsigned char>(filter[at])) != 0) {
            ++at;
            continue;
        }
        auto end = at + 1;
        if (isWord(filter[at])) {
            while (end < filter.size() && isWord(filter[end])) ++end;
        } else if (end < filter.size() &&
                   std::string_view("<> >= == != && || << >>").find(filter.substr(at, 2)) != std::string_view::npos) {
            ++end;
        }
        tokens.push_back({at, end});
        at = end;
    }
    return tokens;
}

/// What closes the brackets that a beginning of a filter leaves open.
std::string closing(std::string_view beginning) {
    std::string brackets;
    for (const char c : beginning) {
        if (c == '(') brackets.insert(brackets.begin(), ')');
        if (c == '[') brackets.insert(brackets.begin(), ']');
        if ((c == ')' || c == ']') && !brackets.empty()) brackets.erase(brackets.begin());
    }
    return brackets;
}

/// Whether some end makes a filter of this beginning.
bool canGoOn(pcap_t* handle, const std::string& beginning) {
    static constexpr std::array kEnds{
        "",  "tcp",    "1",       "host 192.0.2.1", "192.0.2.1", "= 1",    "port 1", "1-2", "0/1", "02:00:00:00:00:00",
        "4", "0] = 0", ":1] = 0", "net 10.0.0.0/8", "1 = 0",     "proto 6"};
    // Brackets: first what stands in them, then what follows them.
    const auto brackets = closing(beginning);
    return std::ranges::any_of(kEnds, [&](const char* end) {
        return !failure(handle, beginning + ' ' + end + brackets) ||
               (!brackets.empty() && !failure(handle, beginning + ' ' + end + brackets + " = 0"));
    });
}

/// The byte where a filter stops being one: of the word that libpcap names, or of the first word that no beginning of a
/// filter can end with.
std::optional<std::uint64_t> placeOfError(pcap_t* handle, const std::string& filter, const std::string& cause) {
    const auto tokens = tokensOf(filter);
    if (!cause.contains("syntax error")) {
        for (const auto& token : tokens) {
            const auto word = filter.substr(token.begin, token.end - token.begin);
            if (cause.contains('\'' + word + '\'') || cause.contains('"' + word + '"') || cause.ends_with(' ' + word))
                return token.begin;
        }
        return std::nullopt;
    }
    const auto giveUp = std::chrono::steady_clock::now() + kLongestSearch;
    for (const auto& token : tokens) {
        if (std::chrono::steady_clock::now() > giveUp) return std::nullopt;
        if (!canGoOn(handle, filter.substr(0, token.end))) return token.begin;
    }
    return filter.size(); // every word is right: the end came too early
}

base::Error wrongFilter(pcap_t* handle, const std::string& filter) {
    const auto cause = failure(handle, filter).value_or("it is no filter");
    return {.tried = "use the capture filter",
            .subject = '\'' + filter + '\'',
            .cause = cause,
            .advice = "Capture filters are written as for tcpdump: see pcap-filter(7)",
            .offset = placeOfError(handle, filter, cause)};
}

std::string inTags(const std::string& filter, int linkType) {
    auto tagged = fmt::format("{0} or (vlan and ({0} or (vlan and ({0}))))", filter);
    return compiles(linkType, tagged) ? tagged : filter;
}

} // namespace

std::vector<PortRange> standardCapturePorts() {
    return {{1883, 1883}, {8083, 8084}, {8883, 8883}, {9001, 9001}};
}

std::string defaultCaptureFilter(std::span<const PortRange> ports, int linkType) {
    std::string filter;
    for (const auto& range : ports) {
        if (!filter.empty()) filter += " or ";
        filter += range.first == range.last ? fmt::format("tcp port {}", range.first)
                                            : fmt::format("tcp portrange {}-{}", range.first, range.last);
    }
    // The fragment offset of IPv4 (RFC 791 §3.1), and the fragment header of IPv6 (RFC 8200 §4.5), behind which libpcap
    // looks for no ports.
    filter += filter.empty() ? "" : " or ";
    filter += "ip[6:2] & 0x1fff != 0 or ip6[6] = 44";
    return compiles(linkType, filter) ? inTags(filter, linkType) : std::string();
}

std::string allTcpCaptureFilter(int linkType) {
    const std::string filter = "tcp or ip[6:2] & 0x1fff != 0 or ip6[6] = 44";
    return compiles(linkType, filter) ? inTags(filter, linkType) : std::string();
}

base::Result<void> checkCaptureFilter(const std::string& filter, int linkType) {
    const auto handle = deadHandle(linkType);
    if (!handle || !failure(handle.get(), filter)) return {};
    return std::unexpected(wrongFilter(handle.get(), filter));
}

base::Result<void> setCaptureFilter(pcap* handle, const std::string& filter) {
    bpf_program program{};
    if (::pcap_compile(handle, &program, filter.c_str(), 1, PCAP_NETMASK_UNKNOWN) != 0) {
        return std::unexpected(wrongFilter(handle, filter));
    }
    const int status = ::pcap_setfilter(handle, &program);
    ::pcap_freecode(&program);
    if (status == 0) return {};
    return std::unexpected(base::Error{.tried = "set the capture filter",
                                       .subject = '\'' + filter + '\'',
                                       .cause = ::pcap_geterr(handle),
                                       .advice = {}});
}

} // namespace mqttscope::capture::live
