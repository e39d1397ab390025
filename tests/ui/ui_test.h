// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/capture_builder.h"
#include "ui/shell/main_window.h"
#include "ui/views/row_table_view.h"

#include <QAction>
#include <QDir>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>

/// Lets GoogleTest show texts.
inline void PrintTo(const QString& text, std::ostream* out) {
    *out << '"' << text.toStdString() << '"';
}

namespace mqttscope::test {

inline constexpr int kPatience = 20'000; // milliseconds until a test gives up waiting

/// Waits until something is true while the event loop runs.
template <class Condition>
[[nodiscard]] bool eventually(Condition condition) {
    return QTest::qWaitFor(condition, kPatience);
}

/// Saves what a window looks like below build/…/pictures.
void savePicture(QWidget& window, const QString& name);

/// Gives the application its light or dark palette, and the system's back at the end.
class Appearing {
public:
    explicit Appearing(ui::Appearance appearance) { ui::applyAppearance(appearance); }

    ~Appearing() { ui::applyAppearance(ui::Appearance::System); }

    Appearing(const Appearing&) = delete;
    Appearing& operator=(const Appearing&) = delete;
};

/// A test with a window and a place for capture files.
class WindowTest : public ::testing::Test {
protected:
    WindowTest();

    /// A capture with a connection, messages, acknowledgements and a password.
    [[nodiscard]] QString writeConversation(const QString& name = QStringLiteral("conversation.pcapng"));
    [[nodiscard]] QString write(Capture& capture, const QString& name);

    [[nodiscard]] QString path(const QString& name) const { return m_directory.filePath(name); }

    /// Opens and waits until it was read.
    void open(const QString& path);
    void waitUntilRead();

    template <class Widget>
    [[nodiscard]] Widget* find(const char* name) {
        auto* found = m_window.findChild<Widget*>(QLatin1String(name));
        EXPECT_NE(found, nullptr) << name;
        return found;
    }

    [[nodiscard]] ui::RowTableView* table();

    [[nodiscard]] QAction* action(const char* name) { return find<QAction>(name); }

    QTemporaryDir m_directory;
    ui::MainWindow m_window;
};

} // namespace mqttscope::test
