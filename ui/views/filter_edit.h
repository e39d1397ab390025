// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>

#include <functional>
#include <utility>
#include <vector>

class QCompleter;
class QStandardItemModel;

namespace mqttscope::ui {

/// What may be written in place of a part of a text.
struct Completion {
    int from = 0; ///< the part, in characters
    int length = 0;
    std::vector<std::pair<QString, QString>> suggestions{}; ///< text, and what it means
};

/// What a text is thought of; each has a background and a mark of its own.
enum class Tone : std::uint8_t { Neutral, Good, Doubtful, Wrong };

/// A line of text with suggestions below it, a background that tells whether it is right, and a wave under the place
/// where it is not.
class FilterEdit : public QLineEdit {
    Q_OBJECT

public:
    explicit FilterEdit(QWidget* parent = nullptr);

    /// Where suggestions come from, for a text and the place of the cursor in it.
    void setCompletion(std::function<Completion(const QString&, int)> completion);
    /// Shows suggestions now.
    void complete();

    void setTone(Tone tone);
    /// The drawing that stands in front of a neutral text.
    void setIcon(const QString& name);

    [[nodiscard]] Tone tone() const { return m_tone; }

    /// Draws a wave under some characters; none if the length is negative.
    void setMark(int from, int length);
    /// Writes a text in place of some characters, as one step that can be undone.
    void replace(int from, int length, const QString& text);

signals:
    /// Escape was pressed, and no suggestions were shown.
    void escaped();

protected:
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void applyTone();
    void accept(const QModelIndex& index);
    [[nodiscard]] int xOf(int character);

    std::function<Completion(const QString&, int)> m_completion;
    Completion m_shown;
    QStandardItemModel* m_suggestions;
    QCompleter* m_completer;
    QAction* m_state;
    QString m_icon = QStringLiteral("filter");
    Tone m_tone = Tone::Neutral;
    int m_markFrom = 0;
    int m_markLength = -1;
    bool m_styling = false;
};

} // namespace mqttscope::ui
