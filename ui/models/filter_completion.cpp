// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/filter_completion.h"

#include "core/filter/lexer.h"
#include "core/filter/operand.h"
#include "core/filter/term.h"
#include "core/mqtt/field_table.h"
#include "core/session/catalogue.h"
#include "core/session/fields.h"
#include "core/session/rules.h"
#include "ui/models/text.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>

namespace mqttscope::ui {

namespace {

using filter::Operator;
using filter::Token;
using filter::TokenKind;

constexpr std::uint32_t kNewestRows = 20'000; // whose topics are suggested
constexpr std::uint32_t kNewestConnections = 5'000;
constexpr std::uint32_t kNewestFindings = 2'000;

using Words = std::vector<std::pair<std::string, QString>>;

QString tr(const char* text) {
    return QCoreApplication::translate("FilterCompletion", text);
}

bool isComparison(const Token& token) {
    const auto named = token.kind == TokenKind::Symbol ? std::optional(token.symbol)
                       : token.kind == TokenKind::Word ? filter::operatorNamed(token.text)
                                                       : std::nullopt;
    return named && *named >= Operator::Equal && *named != Operator::BitAnd && *named != Operator::In;
}

bool isKey(const Token& token) {
    return token.kind == TokenKind::Word && !filter::operatorNamed(token.text) &&
           (filter::payloadViewNamed(token.text) || !session::findKey(token.text).empty());
}

/// The key that a value behind these tokens is compared with; empty if no value stands there.
std::string keyBefore(const std::vector<Token>& tokens) {
    auto at = tokens.size();
    const bool values =
        at > 0 && (tokens[at - 1].kind == TokenKind::OpenBrace || tokens[at - 1].kind == TokenKind::Comma ||
                   tokens[at - 1].kind == TokenKind::String || tokens[at - 1].kind == TokenKind::Word);
    if (values) { // of a set
        while (at > 0 && tokens[at - 1].kind != TokenKind::OpenBrace) {
            const auto kind = tokens[at - 1].kind;
            if (kind != TokenKind::Comma && kind != TokenKind::String && kind != TokenKind::Word) return {};
            --at;
        }
        if (at < 2 || tokens[at - 2].kind != TokenKind::Word ||
            filter::operatorNamed(tokens[at - 2].text) != Operator::In)
            return {};
        at -= 2;
        if (at > 0 && tokens[at - 1].kind == TokenKind::Word &&
            filter::operatorNamed(tokens[at - 1].text) == Operator::Not)
            --at;
    } else {
        if (at == 0 || !isComparison(tokens[at - 1])) return {};
        --at;
    }
    return at > 0 && isKey(tokens[at - 1]) ? tokens[at - 1].text : std::string();
}

/// A word that several fields go by stands there once, with the labels of all.
void addAlias(std::string_view alias, const QString& label, std::map<std::string_view, std::size_t>& known,
              Words& words) {
    const auto [place, isNew] = known.try_emplace(alias, words.size());
    if (isNew) return void(words.emplace_back(alias, label));
    auto& labels = words[place->second].second;
    if (!labels.split(QStringLiteral(", ")).contains(label)) labels += QStringLiteral(", ") + label;
}

Words fields() {
    std::map<std::string_view, std::size_t> aliases;
    Words words;
    for (const auto* field : session::allFields()) words.emplace_back(field->key, toText(field->label));
    for (const auto key : filter::ownKeys()) words.emplace_back(key, tr("Payload of a PUBLISH"));
    words.emplace_back("json[\"/", tr("Value in a JSON payload, by its pointer"));
    for (const auto name : filter::functionNames()) words.emplace_back(std::string(name) + "(", tr("Function"));
    for (const auto* word : {"not", "all", "any"}) words.emplace_back(word, QString());
    for (const auto* field : session::allFields()) {
        for (auto rest = field->aliases; !rest.empty();) {
            const auto end = std::min(rest.find(' '), rest.size());
            if (end != 0) addAlias(rest.substr(0, end), toText(field->label), aliases, words);
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
    }
    return words;
}

Words comparisons(const std::string& key) {
    bool text = false;
    bool topic = false;
    bool group = !filter::payloadViewNamed(key); // it has no value to compare
    for (const auto& meaning : session::findKey(key)) {
        const auto type = meaning.field->type;
        text = text || ((type == base::FieldType::Text || type == base::FieldType::Binary) && !meaning.length);
        group = group && type == base::FieldType::Group && !meaning.length;
        topic = topic || meaning.field->key.ends_with(".topic") || meaning.field->key.ends_with(".filter");
    }
    if (group) return {{"and", QString()}, {"or", QString()}};
    text = text || filter::payloadViewNamed(key) == filter::PayloadView::Text;
    Words words{{"==", tr("equal")}, {"!=", tr("different")}};
    if (text) {
        words.emplace_back("contains", tr("has it somewhere"));
        words.emplace_back("matches", tr("regular expression"));
    }
    if (topic) {
        words.emplace_back("covered_by", tr("by a topic filter"));
        words.emplace_back("covers", tr("a topic"));
    }
    if (!text)
        for (const auto* op : {"<", "<=", ">", ">="}) words.emplace_back(op, QString());
    words.emplace_back("in {", tr("one of several"));
    words.emplace_back("and", QString());
    words.emplace_back("or", QString());
    return words;
}

/// Texts that the capture holds, each once, the newest first.
class KnownTexts {
public:
    explicit KnownTexts(const store::Snapshot& snapshot)
        : m_snapshot(snapshot) {}

    void addClients() {
        const auto count = m_snapshot.connections();
        for (auto i = count; i > count - std::min(count, kNewestConnections); --i)
            add(m_snapshot.clientId(base::ConnectionId(i - 1)), {});
    }

    void addTopics(bool filters) {
        const auto count = m_snapshot.rows();
        const auto texts = m_snapshot.columns().texts(count);
        const auto heads = m_snapshot.columns().heads(count);
        const auto flags = m_snapshot.columns().flags(count);
        base::TextId last;
        for (auto i = count; i > count - std::min(m_snapshot.rowCount(), kNewestRows); --i) {
            const auto row = i - 1;
            if ((flags[row] & store::RowFlag::kEvent) != 0 || !texts[row].valid() || texts[row] == last) continue;
            const auto type = mqtt::packetType(heads[row]);
            const bool filter = type == mqtt::PacketType::Subscribe || type == mqtt::PacketType::Unsubscribe;
            if (filter ? !filters : type != mqtt::PacketType::Publish) continue;
            last = texts[row];
            add(m_snapshot.text(last), {});
        }
    }

    void addRules() {
        const auto count = m_snapshot.findings();
        const auto kept = count - m_snapshot.counts().firstFinding;
        for (auto i = count; i > count - std::min(kept, kNewestFindings); --i) {
            const auto& finding = m_snapshot.finding(base::FindingId(i - 1));
            if (!m_snapshot.has(finding.row)) continue;
            const auto row = m_snapshot.row(finding.row);
            const auto version = m_snapshot.connection(row.connection).version.load(std::memory_order_acquire).version;
            const auto& rule = session::ruleOf(finding.rule);
            add(session::ruleNumber(rule, version), toText(rule.text));
        }
    }

    [[nodiscard]] Words take() { return std::move(m_words); }

private:
    void add(std::string_view text, const QString& meaning) {
        if (!text.empty() && m_seen.insert(text).second) m_words.emplace_back(filter::quoted(text), meaning);
    }

    const store::Snapshot& m_snapshot;
    std::set<std::string_view> m_seen;
    Words m_words;
};

Words values(const std::string& key, const store::Snapshot& snapshot) {
    Words words;
    KnownTexts known(snapshot);
    for (const auto& meaning : session::findKey(key)) {
        if (meaning.length) continue;
        const auto& field = *meaning.field;
        for (const auto& name : field.names)
            words.emplace_back(filter::literalText(field, name.code, {}), QString::number(name.code));
        if (field.type == base::FieldType::Boolean) {
            words.emplace_back("1", tr("set"));
            words.emplace_back("0", tr("not set"));
        }
        if (snapshot.rowCount() == 0) continue;
        if (field.key == "mqtt.client" || field.key == "mqtt.connect.client_id") known.addClients();
        if (field.key == "mqtt.publish.topic") known.addTopics(false);
        if (field.key == "mqtt.subscribe.filter" || field.key == "mqtt.unsubscribe.filter") known.addTopics(true);
        if (field.key == "mqtt.finding.rule") known.addRules();
    }
    auto texts = known.take();
    std::ranges::move(texts, std::back_inserter(words));
    return words;
}

/// Those that begin with what is written, then those of which a part does, then those that hold it.
FilterSuggestions choose(const Words& words, const QString& written) {
    FilterSuggestions chosen;
    const auto bare = written.startsWith(QLatin1Char('"')) ? written.mid(1) : written;
    std::array<std::vector<std::pair<QString, QString>>, 3> ranked;
    for (const auto& [word, meaning] : words) {
        const auto text = toText(word);
        auto content = QStringView(text);
        if (content.startsWith(QLatin1Char('"'))) content = content.mid(1);
        const auto at = content.indexOf(bare, 0, Qt::CaseInsensitive);
        if (at < 0 || text == written) continue;
        const bool part = at > 0 && !content[at - 1].isLetterOrNumber();
        ranked[at == 0 ? 0U : part ? 1U : 2U].emplace_back(text, meaning);
    }
    for (auto& rank : ranked)
        for (auto& word : rank)
            if (chosen.words.size() < kMostSuggestions) chosen.words.push_back(std::move(word));
    return chosen;
}

} // namespace

FilterSuggestions suggestForFilter(const QString& text, int cursor, const store::Snapshot& snapshot) {
    const auto left = text.left(cursor);
    const auto utf8 = left.toStdString();
    auto tokens = filter::tokenize(utf8);
    std::size_t from = utf8.size(); // where the word at the cursor begins
    if (!tokens) {
        // A string that is being written has no closing quote yet; anything else cannot be helped.
        from = tokens.error().range.offset;
        if (from >= utf8.size() || utf8[from] != '"') return {};
        tokens = filter::tokenize(std::string_view(utf8).substr(0, from));
        if (!tokens) return {};
        tokens->pop_back();
    } else {
        tokens->pop_back(); // End
        if (!tokens->empty() && tokens->back().kind == TokenKind::Word && tokens->back().range.end() == utf8.size()) {
            from = tokens->back().range.offset;
            tokens->pop_back();
        }
    }
    const auto written = QString::fromStdString(utf8.substr(from));
    const bool string = written.startsWith(QLatin1Char('"'));
    const auto start = static_cast<int>(QString::fromStdString(utf8.substr(0, from)).size());

    FilterSuggestions made;
    if (const auto key = keyBefore(*tokens); !key.empty()) {
        made = choose(values(key, snapshot), written);
    } else if (string) {
        return {};
    } else if (!tokens->empty() && isKey(tokens->back())) {
        made = choose(comparisons(tokens->back().text), written);
    } else if (!written.isEmpty()) {
        static const auto all = fields();
        made = choose(all, written);
    }
    made.from = start;
    made.length = cursor - start;
    if (string && text.mid(cursor).startsWith(QLatin1Char('"'))) ++made.length;
    return made;
}

} // namespace mqttscope::ui
