// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/filter/needle.h"

#include "core/filter/literal.h"
#include "core/filter/program.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string>
#include <utility>

namespace mqttscope::filter {
namespace {

using Encoding = RE2::Options::Encoding;

std::unexpected<Complaint> complain(std::string_view text, std::string cause) {
    return std::unexpected(Complaint{.range = {0, static_cast<std::uint32_t>(text.size())}, .cause = std::move(cause)});
}

/// Bytes may be written with any of the separators that people copy them with.
std::optional<std::string> bytesOf(std::string_view text) {
    std::string plain(text);
    std::erase(plain, ' ');
    // One byte alone is a number to a filter, but bytes are all that is asked for here.
    const bool one =
        plain.size() == 2 && std::ranges::all_of(plain, [](unsigned char c) { return std::isxdigit(c) != 0; });
    if (!one) return readBytes(plain);
    return std::string(1, static_cast<char>(std::stoi(plain, nullptr, 16)));
}

} // namespace

struct Needle::Compiled {
    Compiled(const std::string& pattern, const RE2::Options& options)
        : expression(pattern, options) {}

    RE2 expression;
};

Needle::Needle(std::shared_ptr<const Compiled> compiled)
    : m_compiled(std::move(compiled)) {}

Checked<Needle> Needle::read(std::string_view text, Form form, bool matchCase) {
    if (text.empty()) return complain(text, "there is nothing to look for");
    std::string pattern(text);
    bool exact = matchCase;
    auto encoding = Encoding::EncodingUTF8;
    if (form == Form::Hex) {
        auto bytes = bytesOf(text);
        if (!bytes) return complain(text, fmt::format("{} are no bytes, such as 0a:0b or 0a0b", text));
        pattern = std::move(*bytes);
        exact = true;
        encoding = Encoding::EncodingLatin1;
    }
    if (form != Form::Expression) pattern = RE2::QuoteMeta(pattern);
    // Otherwise "." would not match a line feed, which is no end of anything in a payload.
    auto options = expressionOptions(encoding, exact);
    options.set_dot_nl(true);
    auto compiled = std::make_shared<const Compiled>(pattern, options);
    if (!compiled->expression.ok())
        return complain(text, fmt::format("this is no regular expression: {}", compiled->expression.error()));
    return Needle(std::move(compiled));
}

std::optional<base::ByteRange> Needle::in(std::string_view bytes, std::uint32_t from) const {
    if (from > bytes.size()) return std::nullopt;
    const re2::StringPiece text(bytes.data(), bytes.size());
    re2::StringPiece found;
    if (!m_compiled->expression.Match(text, from, bytes.size(), RE2::UNANCHORED, &found, 1)) return std::nullopt;
    return base::ByteRange{static_cast<std::uint32_t>(found.data() - text.data()),
                           static_cast<std::uint32_t>(found.size())};
}

} // namespace mqttscope::filter
