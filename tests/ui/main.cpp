// SPDX-License-Identifier: GPL-3.0-or-later
// The tests of the window share one application, on a platform without a screen, and settings of their own.
#include "tests/live/own_network.h"
#include "tests/ui/timed_application.h"
#include "ui/shell/settings.h"

#include <QSettings>
#include <QTemporaryDir>

#include <gmock/gmock.h>

int main(int argc, char** argv) {
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
    ::testing::InitGoogleMock(&argc, argv);
    // Before any thread begins; tests that capture skip where it cannot be made.
    if (mqttscope::test::enterOwnNetwork()) qputenv("MQTTSCOPE_OWN_NETWORK", "1");
    const mqttscope::test::TimedApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("mqttscope-test"));
    QApplication::setOrganizationName(QStringLiteral("mqttscope"));
    const QTemporaryDir settings;
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, settings.path());
    mqttscope::ui::applyAppearance(mqttscope::ui::Appearance::System);
    return RUN_ALL_TESTS();
}
