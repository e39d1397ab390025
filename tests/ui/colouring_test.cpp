// SPDX-License-Identifier: GPL-3.0-or-later
// Colouring rules: rows that a filter accepts have a background, in one capture or in all, undone and kept.
#include "tests/ui/ui_test.h"
#include "ui/dialogs/colouring_dialog.h"
#include "ui/models/annotations.h"
#include "ui/models/packet_table_model.h"
#include "ui/panels/packet_panel.h"
#include "ui/panels/workspace.h"
#include "ui/shell/annotation_file.h"
#include "ui/views/packet_delegate.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>

namespace mqttscope::test {
namespace {

using ui::ColouringRule;
using ui::PacketTableModel;
using ui::Tint;

class Colouring : public WindowTest {
protected:
    Colouring()
        : m_path(writeConversation()) {
        forget();
        open(m_path);
    }

    ~Colouring() override {
        m_window.closeCapture();
        forget();
    }

    void forget() {
        QFile::remove(ui::annotationPath({m_path})); // every test writes the same capture
        ui::settings::setColouringRules({});
    }

    [[nodiscard]] ui::Annotations* said() { return m_window.workspace()->annotations(); }

    [[nodiscard]] PacketTableModel* model() { return m_window.workspace()->model(); }

    [[nodiscard]] QVariant tint(int row) { return model()->index(row, 0).data(PacketTableModel::TintRole); }

    [[nodiscard]] QString type(int row) { return model()->index(row, PacketTableModel::Type).data().toString(); }

    /// Every row has the tint that its type should have: -1 for none.
    [[nodiscard]] bool hasTints(const std::function<int(const QString& type)>& wanted) {
        return eventually([&] {
            for (int row = 0; row < model()->rowCount(); ++row)
                if ((tint(row).isValid() ? tint(row).toInt() : -1) != wanted(type(row))) return false;
            return true;
        });
    }

    [[nodiscard]] static std::function<int(const QString&)> only(const QString& type, Tint tint) {
        return [=](const QString& other) { return other == type ? static_cast<int>(tint) : -1; };
    }

    [[nodiscard]] ui::ColouringDialog* openDialog() {
        action("colouring")->trigger();
        return find<ui::ColouringDialog>("colouringDialog");
    }

    QString m_path;
};

const auto kAnswers = QStringLiteral("mqtt.type == PUBACK");

TEST_F(Colouring, TheFirstRuleThatAcceptsARowGivesItsBackground) {
    said()->setColouring({{.filter = QStringLiteral("mqtt.type == SUBSCRIBE"), .tint = Tint::Green},
                          {.filter = QStringLiteral("mqtt"), .tint = Tint::Violet, .on = false},
                          {.filter = QStringLiteral("this is no filter =="), .tint = Tint::Red},
                          {.filter = QStringLiteral("mqtt.type in {SUBSCRIBE, PUBLISH}"), .tint = Tint::Blue}});
    EXPECT_TRUE(hasTints([](const QString& type) {
        if (type == QStringLiteral("SUBSCRIBE")) return static_cast<int>(Tint::Green);
        return type == QStringLiteral("PUBLISH") ? static_cast<int>(Tint::Blue) : -1;
    }));
    said()->setColouring({});
    EXPECT_TRUE(hasTints([](const QString&) { return -1; }));
}

TEST_F(Colouring, ABackgroundLeavesEveryTextReadable) {
    for (const auto appearance : {ui::Appearance::Light, ui::Appearance::Dark}) {
        const Appearing appearing(appearance);
        const ui::Theme theme(m_window.palette());
        for (const auto tint : ui::kTints) {
            EXPECT_GE(ui::contrast(ui::readableOn(theme.text, theme.tint(tint)), theme.tint(tint)), ui::kTextContrast);
            EXPECT_NE(theme.tint(tint), theme.base) << static_cast<int>(tint);
            EXPECT_NE(theme.tint(tint), theme.markFill) << static_cast<int>(tint);
        }
    }
}

TEST_F(Colouring, TheRuleIsNamedWhereColourIsNotSeen) {
    said()->setColouring({{.name = QStringLiteral("answers & more"), .filter = kAnswers}});
    ASSERT_TRUE(hasTints(only(QStringLiteral("PUBACK"), Tint::Yellow)));
    for (int row = 0; row < model()->rowCount(); ++row) {
        if (type(row) != QStringLiteral("PUBACK")) continue;
        const auto cell = model()->index(row, PacketTableModel::Number);
        EXPECT_TRUE(cell.data(Qt::ToolTipRole).toString().contains(QStringLiteral("Coloured: answers &amp; more")));
        EXPECT_TRUE(cell.data(Qt::AccessibleTextRole).toString().contains(QStringLiteral("Coloured: answers & more")));
        return;
    }
    FAIL() << "no PUBACK";
}

TEST_F(Colouring, ACellColoursRowsLikeItselfAndCtrlZTakesItBack) {
    m_window.workspace()->packets()->goTo(base::RowId(1)); // CONNECT
    const auto cell = model()->index(1, PacketTableModel::Type);
    table()->scrollTo(cell);
    const auto at = table()->visualRect(cell).center();
    QTest::mouseClick(table()->viewport(), Qt::LeftButton, {}, at);
    emit table() -> customContextMenuRequested(at);
    const auto* tints = find<QMenu>("colourRows");
    tints->actions().at(3)->trigger();
    find<QMenu>("packetMenu")->close(); // it has the keyboard
    const auto chosen = type(1);
    EXPECT_TRUE(hasTints(only(chosen, Tint::Green)));
    action("undo")->trigger();
    EXPECT_TRUE(hasTints([](const QString&) { return -1; }));
    action("redo")->trigger();
    EXPECT_TRUE(hasTints(only(chosen, Tint::Green)));
}

TEST_F(Colouring, RulesOfACaptureAreKeptWithIt) {
    said()->setColouring({{.name = QStringLiteral("quotes \" and ü"), .filter = kAnswers, .tint = Tint::Red},
                          {.filter = QStringLiteral("mqtt.qos == 1"), .tint = Tint::Grey, .on = false}});
    const auto before = said()->colouring();
    m_window.closeCapture();
    EXPECT_TRUE(said()->colouring().empty());
    open(m_path);
    EXPECT_EQ(said()->colouring(), before);
    EXPECT_TRUE(hasTints(only(QStringLiteral("PUBACK"), Tint::Red)));
    said()->setColouring({});
    m_window.closeCapture();
    EXPECT_FALSE(QFile::exists(ui::annotationPath({m_path}))) << "nothing was said any more";
}

TEST_F(Colouring, TheDialogMakesRulesForThisCaptureAndForAll) {
    auto* dialog = openDialog();
    find<QPushButton>("addRule")->click();
    find<ui::FilterEdit>("ruleFilter")->setText(kAnswers);
    auto* tint = find<QComboBox>("ruleTint");
    tint->setCurrentIndex(static_cast<int>(Tint::Violet));
    emit tint->activated(tint->currentIndex());
    find<QCheckBox>("ruleEverywhere")->click();
    find<QPushButton>("addRule")->click();
    find<ui::FilterEdit>("ruleFilter")->setText(QStringLiteral("mqtt.topci"));
    EXPECT_TRUE(find<QLabel>("ruleWrong")->text().startsWith(QStringLiteral("there is no field")));
    find<ui::FilterEdit>("ruleFilter")->setText(QStringLiteral("mqtt.type == CONNECT"));
    EXPECT_TRUE(find<QLabel>("ruleWrong")->text().isEmpty());
    EXPECT_EQ(find<QListWidget>("colouringList")->count(), 2);
    find<QPushButton>("addRule")->click(); // and nothing written
    dialog->accept();
    ASSERT_EQ(said()->colouring().size(), 1);
    EXPECT_EQ(said()->colouring().first().filter, QStringLiteral("mqtt.type == CONNECT"));
    ASSERT_EQ(ui::settings::colouringRules().size(), 1);
    EXPECT_EQ(ui::settings::colouringRules().first(),
              (ColouringRule{.filter = kAnswers, .tint = Tint::Violet, .everywhere = true}));
    {
        ui::MainWindow next;
        EXPECT_EQ(next.workspace()->tints()->rules().size(), 1) << "the rules of all captures";
    }
    QTest::keyClick(&m_window, Qt::Key_Z, Qt::ControlModifier);
    EXPECT_TRUE(said()->colouring().empty());
    EXPECT_TRUE(ui::settings::colouringRules().empty());
}

TEST_F(Colouring, TheDialogOrdersSwitchesAndRemovesRules) {
    said()->setColouring(
        {{.filter = kAnswers, .tint = Tint::Red}, {.filter = QStringLiteral("mqtt"), .tint = Tint::Blue}});
    auto* dialog = openDialog();
    find<QPushButton>("ruleDown")->click();
    auto* list = find<QListWidget>("colouringList");
    EXPECT_EQ(list->item(0)->text(), QStringLiteral("mqtt"));
    EXPECT_EQ(list->currentRow(), 1);
    list->item(0)->setCheckState(Qt::Unchecked);
    dialog->accept();
    EXPECT_EQ(said()->colouring(),
              (ui::ColouringRules{{.filter = QStringLiteral("mqtt"), .tint = Tint::Blue, .on = false},
                                  {.filter = kAnswers, .tint = Tint::Red}}));
    EXPECT_TRUE(hasTints(only(QStringLiteral("PUBACK"), Tint::Red)));
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    dialog = openDialog();
    find<QPushButton>("removeRule")->click();
    dialog->reject();
    EXPECT_EQ(said()->colouring().size(), 2) << "Cancel changes nothing";
}

} // namespace
} // namespace mqttscope::test
