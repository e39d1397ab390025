// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/live_session.h"

#include "ui/models/background_job.h"
#include "ui/models/text.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QPointer>
#include <QSaveFile>

#include <algorithm>
#include <utility>

namespace mqttscope::ui {

namespace {

constexpr qint64 kPiece = qint64{1} << 20; // bytes that are copied at once

/// Empty when all went well.
QString copyFile(const QString& from, const QString& to, const std::stop_token& stop) {
    QFile source(from);
    QSaveFile target(to); // appears under its name only when it is whole
    if (!source.open(QIODevice::ReadOnly)) return source.errorString();
    if (!target.open(QIODevice::WriteOnly)) return target.errorString();
    // A capture that runs makes the file longer meanwhile; blocks are written whole, so any length it had is good.
    for (auto left = source.size(); left > 0;) {
        if (stop.stop_requested()) return LiveSession::tr("it was cancelled");
        const auto piece = source.read(std::min(left, kPiece));
        if (piece.isEmpty()) return source.errorString();
        if (target.write(piece) != piece.size()) return target.errorString();
        left -= piece.size();
    }
    return target.commit() ? QString() : target.errorString();
}

} // namespace

LiveSession::LiveSession(QObject* parent)
    : QObject(parent)
    , m_opening(new BackgroundJob(this))
    , m_copying(new BackgroundJob(this)) {}

LiveSession::~LiveSession() = default;

bool LiveSession::isStarting() const {
    return m_opening->isBusy();
}

void LiveSession::start(capture::live::CaptureOptions options) {
    m_capture.reset();
    m_remote.reset();
    m_spool.reset();
    m_ended = false;
    m_saved = false;
    m_opening->start(
        [self = QPointer(this), options = std::move(options)](const std::stop_token&) mutable -> std::function<void()> {
            if (auto path = capture::SpoolFile::choosePath()) options.path = *path;
            // On the capture's thread, which may outlive this: it is looked at on its own thread only.
            auto ended = [self] {
                QMetaObject::invokeMethod(
                    QCoreApplication::instance(),
                    [self] {
                        if (self) self->captureEnded();
                    },
                    Qt::QueuedConnection);
            };
            auto capture = capture::live::LiveCapture::start(options, ended);
            if (!capture) {
                return [self, message = toText(capture.error().message())] { emit self->failed(message); };
            }
            auto shared = std::make_shared<std::unique_ptr<capture::live::LiveCapture>>(std::move(*capture));
            return [self, shared] {
                self->m_capture = std::move(*shared);
                if (auto spool = capture::SpoolFile::hold(self->m_capture->paths().front()))
                    self->m_spool = std::move(*spool);
                emit self->started(self->path());
                if (self->m_capture && self->m_capture->hasEnded()) self->captureEnded();
            };
        });
}

void LiveSession::startRemote(const RemoteWishes& wishes) {
    m_capture.reset();
    m_remote.reset();
    m_spool.reset();
    m_ended = false;
    m_saved = false;
    const auto path = capture::SpoolFile::choosePath();
    if (!path) return emit failed(toText(path.error().message()));
    // Made here, for its owner alone: ssh only writes to it.
    const auto name = QFile::decodeName(QByteArray::fromStdString(*path));
    QFile file(name);
    if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly, QFileDevice::ReadOwner | QFileDevice::WriteOwner))
        return emit failed(tr("Cannot write the capture to %1: %2").arg(name, file.errorString()));
    file.close();
    if (auto spool = capture::SpoolFile::hold(*path)) m_spool = std::move(*spool);
    m_remote = std::make_unique<RemoteCapture>();
    connect(m_remote.get(), &RemoteCapture::began, this, [this] { emit started(this->path()); });
    connect(m_remote.get(), &RemoteCapture::ended, this, &LiveSession::remoteEnded);
    m_remote->start(wishes, name);
}

void LiveSession::remoteEnded(const QString& message) {
    if (std::exchange(m_ended, true)) return;
    if (m_spool && QFileInfo(path()).size() == 0) {
        // It never began.
        m_spool->discard();
        m_spool.reset();
        return emit failed(message.isEmpty() ? tr("The other machine sent nothing") : message);
    }
    emit ended(message);
}

void LiveSession::stop() {
    if (m_capture) m_capture->stop();
    if (m_remote && m_remote->isRunning()) m_remote->stop();
}

bool LiveSession::recover(const QString& path) {
    auto spool = capture::SpoolFile::hold(QFile::encodeName(path).toStdString());
    if (!spool) return false;
    m_capture.reset();
    m_remote.reset();
    m_spool = std::move(*spool);
    m_ended = true;
    m_saved = false;
    return true;
}

void LiveSession::captureEnded() {
    if (!m_capture || std::exchange(m_ended, true)) return;
    const auto error = m_capture->error();
    emit ended(error ? toText(error->message()) : QString());
}

QString LiveSession::path() const {
    return m_spool ? QFile::decodeName(QByteArray::fromStdString(m_spool->path())) : QString();
}

capture::live::CaptureStatus LiveSession::status() const {
    return m_capture ? m_capture->status() : capture::live::CaptureStatus();
}

void LiveSession::save(const QString& to) {
    m_copying->start([self = QPointer(this), from = path(), to](const std::stop_token& stop) -> std::function<void()> {
        const auto wrong = copyFile(from, to, stop);
        return [self, wrong, to] {
            if (!wrong.isEmpty()) return emit self->failed(tr("The capture was not saved to %1: %2").arg(to, wrong));
            // Of a capture that goes on, what comes now is not saved yet.
            self->m_saved = !self->isRunning();
            emit self->saved(to);
        };
    });
}

void LiveSession::discard() {
    stop();
    m_capture.reset(); // waits for the last frames
    m_remote.reset();
    if (m_spool) m_spool->discard();
    m_spool.reset();
}

} // namespace mqttscope::ui
