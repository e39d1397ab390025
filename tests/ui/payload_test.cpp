// SPDX-License-Identifier: GPL-3.0-or-later
// What a PUBLISH carries, shown as what it is: and never as what it only looks like.
#include "tests/ui/mqtt_packets.h"
#include "tests/ui/ui_test.h"
#include "ui/models/packet_table_model.h"
#include "ui/models/payload.h"
#include "ui/models/value_tree_model.h"
#include "ui/panels/bytes_panel.h"
#include "ui/panels/filter_bar.h"
#include "ui/panels/narrowed_table.h"
#include "ui/panels/packet_panel.h"
#include "ui/panels/payload_panel.h"
#include "ui/panels/workspace.h"
#include "ui/views/bytes_view.h"
#include "ui/views/picture_view.h"

#include <QAbstractItemModelTester>
#include <QBuffer>
#include <QClipboard>
#include <QComboBox>
#include <QElapsedTimer>
#include <QFileDialog>
#include <QGuiApplication>
#include <QImage>
#include <QLabel>
#include <QMenu>
#include <QPlainTextEdit>
#include <QToolButton>
#include <QTreeView>

namespace mqttscope::test {
namespace {

using namespace std::string_literals;
using testing::HasSubstr;
using ui::PayloadForm;

/// A value and all below it as one line: {"a": [1, 2]}.
std::string asText(const ui::ValueTree& tree, std::uint32_t at = 0) {
    const auto& node = tree.nodes[at];
    if (node.kind != ui::ValueKind::Object && node.kind != ui::ValueKind::Array) return node.text.toStdString();
    const bool object = node.kind == ui::ValueKind::Object;
    auto text = node.text.toStdString() + (object ? "{" : "[");
    for (std::uint32_t i = 0; i < node.children; ++i) {
        const auto child = tree.children[node.firstChild + i];
        if (i > 0) text += ", ";
        if (object) text += tree.nodes[child].key.toStdString() + ": ";
        text += asText(tree, child);
    }
    return text + (object ? "}" : "]");
}

std::string json(const std::string& text) {
    const auto tree = ui::readJson({text.data(), static_cast<qsizetype>(text.size())});
    return tree ? asText(*tree) : "no: " + tree.error().cause.toStdString();
}

std::string cbor(std::string_view hex) {
    const auto bytes = fromHex(hex);
    const auto tree = ui::readCbor({reinterpret_cast<const char*>(bytes.data()), static_cast<qsizetype>(bytes.size())});
    return tree ? asText(*tree) : "no: " + tree.error().cause.toStdString();
}

TEST(JsonDocument, IsReadDigitForDigit) {
    EXPECT_EQ(json(R"({"a": [1, 2.50, -1e300], "b": {"c": null, "d": true}, "a": "x\ny"})"),
              R"({a: [1, 2.50, -1e300], b: {c: null, d: true}, a: "x\ny"})");
    EXPECT_EQ(json("12345678901234567890123"), "12345678901234567890123");
    EXPECT_THAT(json("{\"a\": 1,}"), HasSubstr("no: "));
    EXPECT_THAT(json("{} x"), HasSubstr("no: "));
    EXPECT_THAT(json("{\"a\": \"\xff\"}"), HasSubstr("no: ")) << "no UTF-8";
    EXPECT_THAT(json("{}\0{}"s), HasSubstr("no: "));
}

TEST(JsonDocument, PointersLeadToValues) {
    const QByteArray text = R"({"plant": {"a/b~c": [10, 20]}})";
    const auto tree = ui::readJson(text);
    ASSERT_TRUE(tree);
    EXPECT_EQ(tree->pointer(0), QString());
    EXPECT_EQ(tree->pointer(4), QStringLiteral("/plant/a~1b~0c/1"));
}

TEST(JsonDocument, HostileOnesAreRefusedInTime) {
    QElapsedTimer clock;
    clock.start();
    EXPECT_THAT(json(std::string(1'000'000, '[')), HasSubstr("no: "));
    EXPECT_THAT(json("[" + std::string(999'999, ' ') + "]"), "[]");
    std::string many = "[0";
    for (int i = 0; i < 300'000; ++i) many += ",0";
    EXPECT_THAT(json(many + "]"), HasSubstr("more values"));
    EXPECT_LT(clock.elapsed(), 5'000);
}

// RFC 8949, appendix A.
TEST(CborDocument, ReadsTheExamplesOfItsStandard) {
    EXPECT_EQ(cbor("00"), "0");
    EXPECT_EQ(cbor("1b ffffffffffffffff"), "18446744073709551615");
    EXPECT_EQ(cbor("3b ffffffffffffffff"), "-18446744073709551616");
    EXPECT_EQ(cbor("20"), "-1");
    EXPECT_EQ(cbor("f9 3c00"), "1");
    EXPECT_EQ(cbor("fb 3ff199999999999a"), "1.1");
    EXPECT_EQ(cbor("fa 47c35000"), "1e+05");
    EXPECT_EQ(cbor("f9 7e00"), "NaN");
    EXPECT_EQ(cbor("f4"), "false");
    EXPECT_EQ(cbor("f7"), "undefined");
    EXPECT_EQ(cbor("44 01020304"), "h'01020304'");
    EXPECT_EQ(cbor("64 49455446"), "\"IETF\"");
    EXPECT_EQ(cbor("83 01 02 03"), "[1, 2, 3]");
    EXPECT_EQ(cbor("a2 61 61 01 61 62 82 02 03"), "{\"a\": 1, \"b\": [2, 3]}");
    EXPECT_EQ(cbor("a1 01 02"), "{1: 2}");
    EXPECT_EQ(cbor("9f 01 82 02 03 ff"), "[1, [2, 3]]");
    EXPECT_EQ(cbor("5f 42 0102 43 030405 ff"), "h'0102030405'");
    EXPECT_EQ(cbor("c1 1a 514b67b0"), "tag 1 1363896240");
    EXPECT_EQ(cbor("d9d9f7 83 01 02 03"), "[1, 2, 3]") << "marked as CBOR";
}

TEST(CborDocument, RefusesWhatIsNone) {
    EXPECT_THAT(cbor("83 01 02"), HasSubstr("no: ")) << "cut";
    EXPECT_THAT(cbor("01 02"), HasSubstr("no: ")) << "something follows";
    EXPECT_THAT(cbor("ff"), HasSubstr("no: "));
    EXPECT_THAT(cbor("1c"), HasSubstr("no: "));
    EXPECT_THAT(cbor("5b ffffffffffffffff 00"), HasSubstr("no: ")) << "a length of exabytes";
    EXPECT_THAT(cbor("bb ffffffffffffffff 00"), HasSubstr("no: "));
    EXPECT_THAT(cbor("a1 83 01 02 03 04"), HasSubstr("no: ")) << "a key that is an array";
    const Bytes deep(100'000, 0x81);
    EXPECT_FALSE(ui::readCbor({reinterpret_cast<const char*>(deep.data()), static_cast<qsizetype>(deep.size())}));
}

TEST(ValueModel, KeepsTheRulesOfModels) {
    ui::ValueTreeModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    model.show(std::make_shared<const ui::ValueTree>(ui::readJson(R"({"a": [1, {"b": []}], "c": {}})").value()));
    const auto a = model.index(0, 0, model.index(0, 0));
    EXPECT_EQ(a.data().toString(), QStringLiteral("a: [2]"));
    EXPECT_EQ(model.index(1, 0, a).data().toString(), QStringLiteral("1: {1}"));
    EXPECT_EQ(model.pointer(model.index(0, 0, model.index(1, 0, a))), QStringLiteral("/a/1/b"));
    model.show(nullptr);
    EXPECT_EQ(model.rowCount(), 0);
}

QByteArray picture() {
    QImage image(40, 20, QImage::Format_RGB32);
    image.fill(Qt::darkCyan);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    image.save(&buffer, "PNG");
    return bytes;
}

class Payload : public WindowTest {
protected:
    /// A PUBLISH of MQTT 5.0; the payload format indicator and content type only where they say something.
    static Bytes publish(std::string_view payload, std::string_view contentType = {}, bool utf8 = false) {
        Bytes properties;
        if (utf8) properties.insert(properties.end(), {1, 1});
        if (!contentType.empty()) {
            properties.push_back(3);
            packets::append(properties, contentType);
        }
        Bytes body;
        packets::append(body, "plant/oven");
        body.push_back(static_cast<std::uint8_t>(properties.size()));
        body.insert(body.end(), properties.begin(), properties.end());
        body.insert(body.end(), payload.begin(), payload.end());
        return packets::packet(0x30, body);
    }

    /// Opens a capture of these packets behind a CONNECT, the first of them selected, with the payload in front.
    void show(const std::vector<Bytes>& sent) {
        Capture capture;
        auto& client = capture.client("dev");
        client.handshake()
            .toServer(fromHex("10 10 0004 4d515454 05 02 003c 00 0003 646576"))
            .toClient(fromHex("20 03 00 00 00"));
        for (const auto& packet : sent) client.toServer(packet);
        open(write(capture, QStringLiteral("payload.pcapng")));
        m_window.workspace()->bytes()->setShownSpace(ui::ByteSpace::Payload);
        goTo(2);
    }

    void goTo(std::uint32_t row) { m_window.workspace()->packets()->goTo(base::RowId(row)); }

    [[nodiscard]] ui::PayloadPanel* panel() { return m_window.workspace()->bytes()->payload(); }

    [[nodiscard]] PayloadForm form() {
        EXPECT_TRUE(eventually([&] { return panel()->shownForm().has_value(); }));
        return panel()->shownForm().value_or(PayloadForm::Hex);
    }

    [[nodiscard]] PayloadForm formOf(const Bytes& packet) {
        show({packet});
        return form();
    }

    void choose(const QString& text) {
        auto* forms = find<QComboBox>("payloadForms");
        forms->setCurrentIndex(forms->findText(text, Qt::MatchStartsWith));
        emit forms->activated(forms->currentIndex());
    }

    [[nodiscard]] QString note() {
        auto* label = find<QLabel>("payloadNote");
        return label->isVisible() ? label->text() : QString();
    }

    /// An entry of the menu that is open, which is closed then.
    void trigger(const char* name) {
        auto* menu = find<QMenu>("payloadMenu");
        auto* entry = menu->findChild<QAction*>(QLatin1String(name));
        ASSERT_NE(entry, nullptr) << name;
        entry->trigger();
        menu->close();
    }
};

TEST_F(Payload, TextIsText) {
    EXPECT_EQ(formOf(publish("21.5")), PayloadForm::Text) << "a number alone is no document";
    EXPECT_EQ(find<QPlainTextEdit>("payloadText")->toPlainText(), QStringLiteral("21.5"));
    EXPECT_EQ(find<QLabel>("payloadFacts")->text(), QStringLiteral("4 bytes"));
    EXPECT_EQ(formOf(publish("one\r\ntwo\tthree \xE2\x9C\x93")), PayloadForm::Text);
    EXPECT_EQ(find<QPlainTextEdit>("payloadText")->toPlainText(), QStringLiteral("one\ntwo\tthree ✓"));
    EXPECT_EQ(formOf(publish("<b>not bold</b>")), PayloadForm::Text);
    EXPECT_EQ(find<QPlainTextEdit>("payloadText")->toPlainText(), QStringLiteral("<b>not bold</b>"));
}

TEST_F(Payload, ControlCharactersAreShownOnlyIfTheSenderSaysThatItIsText) {
    EXPECT_EQ(formOf(publish("ring \x07 the bell")), PayloadForm::Hex);
    EXPECT_EQ(formOf(publish("ring \x07 the bell", {}, true)), PayloadForm::Text);
    EXPECT_EQ(find<QPlainTextEdit>("payloadText")->toPlainText(), QStringLiteral("ring \\x07 the bell"));
    EXPECT_EQ(find<QLabel>("payloadFacts")->text(), QStringLiteral("15 bytes · said to be UTF-8"));
    EXPECT_EQ(formOf(publish("\xff\xfe", {}, true)), PayloadForm::Hex);
    EXPECT_THAT(note().toStdString(), HasSubstr("not well-formed UTF-8"));
}

TEST_F(Payload, JsonIsATree) {
    EXPECT_EQ(formOf(publish(R"({"sensors": [{"temp": 21.5}], "ok": true})")), PayloadForm::Json);
    auto* values = find<QTreeView>("payloadValues");
    const auto root = values->model()->index(0, 0);
    EXPECT_TRUE(values->isExpanded(root));
    const auto sensors = values->model()->index(0, 0, root);
    EXPECT_EQ(sensors.data().toString(), QStringLiteral("sensors: [1]"));
    values->setCurrentIndex(values->model()->index(0, 0, values->model()->index(0, 0, sensors)));
    values->setFocus();
    action("copy")->trigger();
    EXPECT_EQ(QGuiApplication::clipboard()->text(), QStringLiteral("21.5"));
    emit values->customContextMenuRequested(values->visualRect(values->currentIndex()).center());
    trigger("copyAsFilter");
    EXPECT_EQ(QGuiApplication::clipboard()->text(), QStringLiteral("json[\"/sensors/0/temp\"] == 21.5"));
    EXPECT_EQ(formOf(publish("{\"a\": 1")), PayloadForm::Text) << "only whole documents are documents";
    EXPECT_EQ(formOf(publish("17", "application/json; charset=utf-8")), PayloadForm::Json) << "it is said to be one";
}

TEST_F(Payload, EveryValueOfJsonMakesAFilterThatThePacketFulfils) {
    const std::string document =
        R"({"a/b\"c": "say \"hi\"", "n": -1.5e3, "t": true, "z": null, "o": {}, "l": [1, "x"], "c": "a\nb", "": 7})";
    show({publish(document), publish("{}")});
    goTo(2);
    ASSERT_EQ(form(), PayloadForm::Json);
    auto* values = find<QTreeView>("payloadValues");
    const auto root = values->model()->index(0, 0);
    std::vector<QModelIndex> all{root};
    for (std::size_t i = 0; i < all.size(); ++i)
        for (int row = 0; row < values->model()->rowCount(all[i]); ++row)
            all.push_back(values->model()->index(row, 0, all[i]));
    EXPECT_EQ(all.size(), 11U);
    for (const auto& value : all) {
        emit values->customContextMenuRequested(values->visualRect(value).center());
        trigger("copyAsFilter");
        const auto text = QGuiApplication::clipboard()->text();
        auto* bar = m_window.workspace()->filter();
        bar->prepare(text);
        bar->apply();
        ASSERT_TRUE(eventually([this] { return !m_window.workspace()->table()->isBusy(); }));
        const int rows = m_window.workspace()->model()->rowCount();
        EXPECT_EQ(rows, value == root ? 2 : 1) << text.toStdString();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }
}

TEST_F(Payload, SelectedTextMakesAFilter) {
    show({publish("say \"hello\" twice"), publish("nothing")});
    goTo(2);
    auto* text = find<QPlainTextEdit>("payloadText");
    emit text->customContextMenuRequested(QPoint(5, 5));
    EXPECT_FALSE(m_window.findChild<QAction*>(QStringLiteral("copyAsFilter"))->isEnabled()) << "nothing is selected";
    find<QMenu>("payloadMenu")->close();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    ASSERT_TRUE(text->find(QStringLiteral("\"hello\"")));
    emit text->customContextMenuRequested(QPoint(5, 5));
    trigger("copyAsFilter");
    EXPECT_EQ(QGuiApplication::clipboard()->text(), QStringLiteral("payload.text contains \"\\\"hello\\\"\""));
}

TEST_F(Payload, WhatIsSaidWronglyIsTold) {
    EXPECT_EQ(formOf(publish("{\"a\": oops}", "application/json")), PayloadForm::Text);
    EXPECT_THAT(note().toStdString(), HasSubstr("not JSON"));
    EXPECT_EQ(formOf(publish("\x01\x02\xff", "application/senml+cbor")), PayloadForm::Hex);
    EXPECT_THAT(note().toStdString(), HasSubstr("not CBOR"));
    EXPECT_EQ(formOf(publish("\x01\x02\xff", "image/png")), PayloadForm::Hex);
    EXPECT_THAT(note().toStdString(), HasSubstr("no picture"));
}

TEST_F(Payload, CborIsNeverGuessed) {
    const std::string map("\xA1\x61\x61\x01", 4);
    EXPECT_EQ(formOf(publish(map)), PayloadForm::Hex) << "nobody says so";
    choose(QStringLiteral("CBOR"));
    EXPECT_EQ(form(), PayloadForm::Cbor);
    EXPECT_EQ(find<QComboBox>("payloadForms")->itemText(0), QStringLiteral("As it is"));
    choose(QStringLiteral("As it is"));
    EXPECT_EQ(formOf(publish(map, "application/cbor")), PayloadForm::Cbor);
    EXPECT_EQ(formOf(publish("\xD9\xD9\xF7" + map)), PayloadForm::Cbor) << "it says so itself";
}

TEST_F(Payload, APictureIsAPicture) {
    const auto bytes = picture();
    EXPECT_EQ(formOf(publish({bytes.constData(), static_cast<std::size_t>(bytes.size())})), PayloadForm::Image);
    EXPECT_EQ(panel()->findChild<ui::PictureView*>()->picture().size(), QSize(40, 20));
    EXPECT_EQ(note(), QStringLiteral("40 × 20 pixels"));
}

TEST_F(Payload, PacketsWithoutPayloadSaySo) {
    show({publish("x"), publish("")});
    goTo(0);
    EXPECT_EQ(find<QLabel>("payloadNothing")->text(), QStringLiteral("This packet carries no payload"));
    EXPECT_FALSE(find<QToolButton>("savePayload")->isEnabled());
    goTo(3);
    EXPECT_EQ(find<QLabel>("payloadNothing")->text(), QStringLiteral("The payload is empty"));
    goTo(2);
    EXPECT_EQ(form(), PayloadForm::Text);
    EXPECT_EQ(m_window.workspace()->bytes()->shownSpace(), ui::ByteSpace::Payload) << "it stays in front";
}

TEST_F(Payload, HexBeginsWithThePayload) {
    show({publish(std::string("\x00\x01\x02", 3))});
    EXPECT_EQ(form(), PayloadForm::Hex);
    EXPECT_EQ(panel()->hex()->byteCount(), 3U);
    EXPECT_THAT(panel()->hex()->lineText(0).toStdString(), HasSubstr("0000  00 01 02 "));
}

TEST_F(Payload, IsSavedByteForByte) {
    const auto bytes = picture();
    show({publish({bytes.constData(), static_cast<std::size_t>(bytes.size())})});
    QTest::mouseClick(find<QToolButton>("savePayload"), Qt::LeftButton);
    auto* dialog = find<QFileDialog>("savePayloadDialog");
    const auto target = path(QStringLiteral("out.png"));
    emit dialog->fileSelected(target);
    QFile file(target);
    ASSERT_TRUE(file.open(QIODevice::ReadOnly));
    EXPECT_EQ(file.readAll(), bytes);
}

TEST_F(Payload, AMegabyteOfTextDoesNotHoldTheWindowUp) {
    std::string text;
    while (text.size() < 3'000'000) text += "line of some text\n";
    QElapsedTimer clock;
    show({publish(text), publish(std::string(3'000'000, 'x'))});
    for (const std::uint32_t row : {2U, 3U}) {
        clock.start();
        goTo(row);
        EXPECT_LT(clock.elapsed(), 1'000) << "it is read beside the window's thread";
        EXPECT_EQ(form(), PayloadForm::Text);
        EXPECT_THAT(note().toStdString(), HasSubstr("of 3,000,0"));
        RecordProperty("milliseconds", static_cast<int>(clock.elapsed()));
    }
}

} // namespace
} // namespace mqttscope::test
