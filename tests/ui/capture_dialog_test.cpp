// SPDX-License-Identifier: GPL-3.0-or-later
// The dialog that asks where to capture and what: it checks while one types.
#include "core/capture/live/permission.h"
#include "tests/ui/ui_test.h"
#include "ui/dialogs/capture_dialog.h"
#include "ui/panels/interface_list.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>

namespace mqttscope::test {
namespace {

using testing::HasSubstr;

class CaptureOptions : public WindowTest {
protected:
    void SetUp() override {
        if (!capture::live::mayCapture()) GTEST_SKIP() << "this user may not capture here";
    }
};

TEST_F(CaptureOptions, ChecksTheFilterWhileItIsTyped) {
    ui::CaptureDialog dialog({});
    auto* start = dialog.findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok);
    auto* hint = dialog.findChild<QLabel*>(QStringLiteral("captureHint"));
    EXPECT_FALSE(start->isEnabled());
    EXPECT_EQ(hint->text(), QStringLiteral("Choose an interface"));
    dialog.findChild<ui::InterfaceList*>()->choose({QStringLiteral("lo")});
    EXPECT_TRUE(start->isEnabled());
    auto* filter = dialog.findChild<QComboBox*>(QStringLiteral("captureFilter"));
    filter->setEditText(QStringLiteral("tcp prt 1883"));
    EXPECT_FALSE(start->isEnabled());
    EXPECT_THAT(hint->text().toStdString(), HasSubstr("byte 4"));
    filter->setEditText(QStringLiteral("tcp port 1883"));
    EXPECT_TRUE(start->isEnabled());
    const auto wishes = dialog.wishes();
    EXPECT_EQ(wishes.interfaces, QStringList(QStringLiteral("lo")));
    EXPECT_EQ(wishes.options().filter, "tcp port 1883");
    EXPECT_EQ(wishes.recentFilters, QStringList(QStringLiteral("tcp port 1883")));
    savePicture(dialog, QStringLiteral("capture-dialog"));
}

TEST_F(CaptureOptions, ChecksWhatIsWaitedFor) {
    ui::CaptureDialog dialog({.interfaces = {QStringLiteral("lo")}});
    auto* start = dialog.findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok);
    auto* what = dialog.findChild<QComboBox*>(QStringLiteral("captureWaitFor"));
    auto* filter = dialog.findChild<QLineEdit*>(QStringLiteral("captureWaitFilter"));
    EXPECT_TRUE(start->isEnabled());
    EXPECT_FALSE(filter->isEnabled());
    what->setCurrentIndex(1);
    EXPECT_FALSE(start->isEnabled()) << "nothing to wait for";
    filter->setText(QStringLiteral("mqtt.topci == \"a\""));
    EXPECT_FALSE(start->isEnabled());
    EXPECT_THAT(dialog.findChild<QLabel*>(QStringLiteral("captureHint"))->text().toStdString(),
                HasSubstr("there is no field mqtt.topci"));
    filter->setText(QStringLiteral("mqtt.topic == \"a\""));
    EXPECT_TRUE(start->isEnabled());
    dialog.findChild<QComboBox*>(QStringLiteral("captureWaitThen"))->setCurrentIndex(1);
    const auto wishes = dialog.wishes();
    EXPECT_EQ(wishes.waitFor, ui::CaptureWishes::WaitFor::Filter);
    EXPECT_EQ(wishes.waitFilter, QStringLiteral("mqtt.topic == \"a\""));
    EXPECT_FALSE(wishes.waitStops);
}

TEST_F(CaptureOptions, AsksForAFileAndForARing) {
    ui::CaptureDialog dialog({.interfaces = {QStringLiteral("lo")}, .path = path(QStringLiteral("no/folder.pcapng"))});
    auto* start = dialog.findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok);
    auto* hint = dialog.findChild<QLabel*>(QStringLiteral("captureHint"));
    EXPECT_FALSE(start->isEnabled());
    EXPECT_TRUE(hint->text().startsWith(QStringLiteral("There is no folder"))) << hint->text().toStdString();
    const auto target = path(QStringLiteral("dialog.pcapng"));
    dialog.findChild<QLineEdit*>(QStringLiteral("capturePath"))->setText(target);
    EXPECT_TRUE(start->isEnabled());
    EXPECT_EQ(dialog.wishes().options().path, target.toStdString());
    EXPECT_FALSE(dialog.wishes().options().ring.isRing());
    auto* kept = dialog.findChild<QSpinBox*>(QStringLiteral("captureKeptFiles"));
    auto* size = dialog.findChild<QSpinBox*>(QStringLiteral("captureFileMegabytes"));
    auto* minutes = dialog.findChild<QSpinBox*>(QStringLiteral("captureFileMinutes"));
    EXPECT_FALSE(kept->isEnabled());
    auto* next = dialog.findChild<QComboBox*>(QStringLiteral("captureNextFile"));
    next->setCurrentIndex(1);
    EXPECT_TRUE(kept->isEnabled());
    size->setValue(7);
    kept->setValue(4);
    auto options = dialog.wishes().options();
    EXPECT_EQ(options.ring.bytes, 7'000'000U);
    EXPECT_EQ(options.ring.files, 4U);
    EXPECT_FALSE(options.ring.duration);
    EXPECT_FALSE(options.stop.bytes);
    next->setCurrentIndex(2);
    minutes->setValue(90);
    options = dialog.wishes().options();
    EXPECT_EQ(options.ring.duration, std::chrono::minutes(90));
    EXPECT_FALSE(options.ring.bytes);
    savePicture(dialog, QStringLiteral("capture-dialog-ring"));
}

} // namespace
} // namespace mqttscope::test
