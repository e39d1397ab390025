// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/payload.h"

#include <QImage>
#include <QWidget>

#include <memory>
#include <optional>

class QComboBox;
class QLabel;
class QMenu;
class QPlainTextEdit;
class QStackedWidget;
class QToolButton;
class QTreeView;

namespace mqttscope::ui {

class BackgroundJob;
class BytesView;
class PictureView;
class ValueTreeModel;

/// What a PUBLISH carries, as what it is: text, JSON, CBOR, a picture or bytes. The user may want it otherwise.
class PayloadPanel : public QWidget {
    Q_OBJECT

public:
    explicit PayloadPanel(QWidget* parent = nullptr);

    void show(std::shared_ptr<const PacketDetails> details);
    void setFixedFont(const QFont& font);

    /// The form that is shown, once it was read; none while there is no payload, or it is being read.
    [[nodiscard]] std::optional<PayloadForm> shownForm() const { return m_shown; }

    [[nodiscard]] BytesView* hex() const { return m_hex; }

    /// Copies what is selected, or all that is shown as text. Hex is copied by its own view.
    void copy() const;

signals:
    /// A menu was filled, and others may add what they know. What was clicked fulfils the condition, if it is one.
    void menuAboutToShow(QMenu* menu, const QString& condition);
    /// Something the status bar should tell once.
    void noted(const QString& text);

private:
    struct Content {
        ReadPayload payload;
        QImage picture;
    };

    void compose();
    void read();
    void present(const Content& content);
    void presentNothing(const QString& why);
    void save();
    void showValueMenu(QPoint at);
    void showTextMenu(QPoint at);
    void popUp(QMenu* menu, const QString& condition, const QPoint& at);
    [[nodiscard]] std::optional<PayloadForm> wanted() const;
    [[nodiscard]] static Content readContent(const PacketDetails& details, std::optional<PayloadForm> wanted);
    [[nodiscard]] QString factsText(const PayloadFacts& facts) const;

    std::shared_ptr<const PacketDetails> m_details;
    std::optional<PayloadForm> m_shown;
    BackgroundJob* m_job;
    ValueTreeModel* m_tree;
    QLabel* m_facts;
    QComboBox* m_forms;
    QToolButton* m_save;
    QLabel* m_note;
    QStackedWidget* m_pages;
    QLabel* m_nothing;
    QPlainTextEdit* m_text;
    QTreeView* m_values;
    PictureView* m_picture;
    BytesView* m_hex;
};

} // namespace mqttscope::ui
