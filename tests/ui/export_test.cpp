// SPDX-License-Identifier: GPL-3.0-or-later
// Exporting from the window, as a person does it.
#include "tests/ui/ui_test.h"
#include "ui/dialogs/export_dialog.h"
#include "ui/models/packet_table_model.h"
#include "ui/panels/filter_bar.h"
#include "ui/panels/packet_panel.h"
#include "ui/panels/workspace.h"
#include "ui/shell/export_actions.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QRadioButton>
#include <QStatusBar>

namespace mqttscope::test {
namespace {

class Exporting : public WindowTest {
protected:
    ui::ExportDialog* show() {
        action("exportPackets")->trigger();
        auto* dialog = find<ui::ExportDialog>("exportDialog");
        EXPECT_TRUE(eventually([dialog] { return dialog->isVisible(); }));
        return dialog;
    }

    void choose(const char* format) {
        auto* box = find<QComboBox>("exportFormat");
        const int index = box->findData(QLatin1String(format));
        ASSERT_GE(index, 0) << format;
        box->setCurrentIndex(index);
    }

    void writeTo(const QString& file) {
        auto* edit = find<QLineEdit>("exportPath");
        edit->selectAll();
        QTest::keyClicks(edit, file);
    }

    static void clickExport(ui::ExportDialog* dialog) {
        QTest::mouseClick(dialog->findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok), Qt::LeftButton);
    }

    [[nodiscard]] static QByteArray content(const QString& file) {
        QFile opened(file);
        return opened.open(QIODevice::ReadOnly) ? opened.readAll() : QByteArray();
    }

    [[nodiscard]] qsizetype linesOf(const QString& file) const { return content(file).count('\n'); }
};

TEST_F(Exporting, WritesAllPacketsInTheFormatThatIsChosen) {
    open(writeConversation());
    auto* dialog = show();
    choose("ndjson");
    writeTo(path(QStringLiteral("all.ndjson")));
    find<QRadioButton>("exportRows0")->click();
    savePicture(*dialog, QStringLiteral("export-dialog"));
    clickExport(dialog);
    ASSERT_TRUE(eventually([this] { return QFile::exists(path(QStringLiteral("all.ndjson"))); }));
    EXPECT_GT(linesOf(path(QStringLiteral("all.ndjson"))), 3);
    EXPECT_FALSE(content(path(QStringLiteral("all.ndjson"))).contains("secret")) << "masked unless ticked";
    EXPECT_TRUE(eventually(
        [this] { return m_window.statusBar()->currentMessage().contains(QStringLiteral("packets were written to")); }));
}

TEST_F(Exporting, WritesWhatTheFilterShows) {
    open(writeConversation());
    const auto* const model = m_window.workspace()->model();
    const auto all = model->rowCount();
    m_window.workspace()->filter()->prepare(QStringLiteral("mqtt.type == PUBLISH"));
    m_window.workspace()->filter()->apply();
    ASSERT_TRUE(eventually([&] { return model->rowCount() < all; }));
    const auto shown = model->rowCount();
    auto* dialog = show();
    choose("ndjson");
    writeTo(path(QStringLiteral("some.ndjson")));
    find<QRadioButton>("exportRows1")->click();
    clickExport(dialog);
    ASSERT_TRUE(eventually([this] { return QFile::exists(path(QStringLiteral("some.ndjson"))); }));
    EXPECT_EQ(linesOf(path(QStringLiteral("some.ndjson"))), shown);
}

TEST_F(Exporting, WritesTheMarkedPackets) {
    open(writeConversation());
    m_window.workspace()->packets()->goTo(base::RowId(1));
    action("mark")->trigger();
    auto* dialog = show();
    choose("ndjson");
    writeTo(path(QStringLiteral("marked.ndjson")));
    find<QRadioButton>("exportRows5")->click();
    clickExport(dialog);
    ASSERT_TRUE(eventually([this] { return QFile::exists(path(QStringLiteral("marked.ndjson"))); }));
    EXPECT_EQ(linesOf(path(QStringLiteral("marked.ndjson"))), 1);
    EXPECT_TRUE(content(path(QStringLiteral("marked.ndjson"))).startsWith("{\"number\":2,"));
}

TEST_F(Exporting, AsksBeforeAFileIsReplaced) {
    open(writeConversation());
    const auto file = path(QStringLiteral("mine.csv"));
    {
        QFile mine(file);
        ASSERT_TRUE(mine.open(QIODevice::WriteOnly));
        mine.write("mine");
    }
    auto* dialog = show();
    choose("csv");
    writeTo(file);
    clickExport(dialog);
    auto* box = find<QMessageBox>("exportReplaceBox");
    ASSERT_TRUE(eventually([box] { return box->isVisible(); }));
    QTest::mouseClick(box->button(QMessageBox::Cancel), Qt::LeftButton);
    EXPECT_TRUE(dialog->isVisible());
    EXPECT_EQ(content(file), QByteArray("mine"));
    clickExport(dialog);
    ASSERT_TRUE(eventually([&] { return dialog->findChildren<QMessageBox*>().size() > 0; }));
    for (auto* button : dialog->findChildren<QMessageBox*>().last()->buttons())
        if (button->text().contains(QStringLiteral("Replace"))) QTest::mouseClick(button, Qt::LeftButton);
    EXPECT_TRUE(eventually([&] { return content(file).startsWith("number,"); }));
}

TEST_F(Exporting, TheOpenCaptureIsNeverOverwritten) {
    const auto capture = writeConversation();
    const auto before = content(capture);
    open(capture);
    ui::ExportWishes wishes;
    wishes.format = exporter::ExportFormat::Pcapng;
    wishes.path = capture;
    wishes.overwrite = true;
    const QSignalSpy failed(m_window.exporting(), &ui::ExportActions::failed);
    m_window.exporting()->run(wishes);
    ASSERT_TRUE(eventually([&] { return failed.count() == 1; }));
    EXPECT_EQ(content(capture), before);
}

TEST_F(Exporting, OffersAFolderWhereTheFormatHasSeveralFiles) {
    open(writeConversation());
    auto* dialog = show();
    choose("zeek");
    EXPECT_TRUE(find<QLineEdit>("exportPath")->text().endsWith(QStringLiteral("mqtt-zeek")));
    writeTo(path(QStringLiteral("logs")));
    clickExport(dialog);
    EXPECT_TRUE(eventually([this] { return QFile::exists(path(QStringLiteral("logs/mqtt_publish.log"))); }));
}

} // namespace
} // namespace mqttscope::test
