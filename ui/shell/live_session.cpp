// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/live_session.h"

#include "core/capture/spool_files.h"
#include "ui/models/background_job.h"
#include "ui/models/text.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QPointer>
#include <QSaveFile>

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>
#include <vector>

namespace mqttscope::ui {

namespace {

constexpr std::size_t kPiece = std::size_t{1} << 20; // bytes that are copied at once

/// Appends what a file holds by now; what went wrong otherwise. A capture that runs makes it longer meanwhile; blocks
/// are written whole, so any length it had is good.
QString append(const capture::FileDescriptor& file, QSaveFile& target, const std::stop_token& stop) {
    struct stat status{};
    if (::fstat(file.get(), &status) != 0) return toText(base::systemMessage(errno));
    std::vector<char> piece(kPiece);
    for (off_t at = 0; at < status.st_size;) {
        if (stop.stop_requested()) return LiveSession::tr("it was cancelled");
        const auto wanted = std::min(piece.size(), static_cast<std::size_t>(status.st_size - at));
        const auto size = ::pread(file.get(), piece.data(), wanted, at);
        if (size < 0) return toText(base::systemMessage(errno));
        if (size == 0) break; // somebody cut it
        if (target.write(piece.data(), size) != size) return target.errorString();
        at += size;
    }
    return {};
}

/// Files behind each other are one capture: each is a section of its own (draft-ietf-opsawg-pcapng, "General File
/// Structure").
/// Empty when all went well.
QString join(const std::vector<capture::FileSequence::File>& files, const QString& to, const std::stop_token& stop) {
    QSaveFile target(to); // appears under its name only when it is whole
    if (!target.open(QIODevice::WriteOnly)) return target.errorString();
    for (const auto& file : files) {
        if (auto wrong = append(*file.reading, target, stop); !wrong.isEmpty()) return wrong;
    }
    return target.commit() ? QString() : target.errorString();
}

std::shared_ptr<capture::FileSequence> hold(const QStringList& paths) {
    auto files = std::make_shared<capture::FileSequence>();
    for (const auto& path : paths) {
        if (auto file = capture::FileSequence::hold(QFile::encodeName(path).toStdString()))
            files->add(std::move(*file));
    }
    return files->begun() == 0 ? nullptr : files;
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

void LiveSession::startOver() {
    m_capture.reset();
    m_remote.reset();
    m_files.reset();
    m_ended = false;
    m_saved = false;
    m_named = false;
    m_limited = false;
}

void LiveSession::start(capture::live::CaptureOptions options) {
    startOver();
    m_named = !options.path.empty();
    m_limited = !m_named && !options.ring.isRing() && !options.stop.bytes;
    if (m_limited) options.stop.bytes = capture::live::kSpoolLimit;
    m_opening->start(
        [self = QPointer(this), options = std::move(options)](const std::stop_token&) mutable -> std::function<void()> {
            if (options.path.empty()) {
                auto path = capture::chooseSpoolPath();
                if (!path) return [self, message = toText(path.error().message())] { emit self->failed(message); };
                options.path = *path;
            }
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
                self->m_files = self->m_capture->files();
                emit self->started(self->path());
                if (self->m_capture && self->m_capture->hasEnded()) self->captureEnded();
            };
        });
}

void LiveSession::startRemote(const RemoteWishes& wishes) {
    startOver();
    const auto path = capture::chooseSpoolPath();
    if (!path) return emit failed(toText(path.error().message()));
    // Made here, for its owner alone: ssh only writes to it.
    const auto name = QFile::decodeName(QByteArray::fromStdString(*path));
    QFile file(name);
    if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly, QFileDevice::ReadOwner | QFileDevice::WriteOwner))
        return emit failed(tr("Cannot write the capture to %1: %2").arg(name, file.errorString()));
    file.close();
    m_files = hold({name});
    m_remote = std::make_unique<RemoteCapture>();
    connect(m_remote.get(), &RemoteCapture::began, this, [this] { emit started(this->path()); });
    connect(m_remote.get(), &RemoteCapture::ended, this, &LiveSession::remoteEnded);
    m_remote->start(wishes, name);
}

void LiveSession::remoteEnded(const QString& message) {
    if (std::exchange(m_ended, true)) return;
    if (m_files && QFileInfo(path()).size() == 0) {
        // It never began.
        QFile::remove(path());
        m_files.reset();
        return emit failed(message.isEmpty() ? tr("The other machine sent nothing") : message);
    }
    emit ended(message);
}

void LiveSession::stop() {
    if (m_capture) m_capture->stop();
    if (m_remote && m_remote->isRunning()) m_remote->stop();
}

bool LiveSession::recover(const QStringList& paths) {
    auto files = hold(paths);
    if (!files) return false;
    startOver();
    m_files = std::move(files);
    m_ended = true;
    return true;
}

void LiveSession::captureEnded() {
    if (!m_capture || std::exchange(m_ended, true)) return;
    const auto error = m_capture->error();
    auto message = error ? toText(error->message()) : QString();
    if (message.isEmpty() && m_limited && m_capture->status().end == capture::live::CaptureEnd::Bytes)
        message = tr("The capture ended at %1 GB, as all do that have no file of their own: choose one, a size to stop "
                     "at or a new file now and then in Capture → Options")
                      .arg(capture::live::kSpoolLimit >> 30);
    emit ended(message);
    if (m_named && m_files->begun() == 1) emit saved(path());
}

QString LiveSession::path() const {
    return m_files ? QFile::decodeName(QByteArray::fromStdString(m_files->paths().front())) : QString();
}

capture::live::CaptureStatus LiveSession::status() const {
    return m_capture ? m_capture->status() : capture::live::CaptureStatus();
}

void LiveSession::save(const QString& to) {
    m_copying->start(
        [self = QPointer(this), files = m_files->kept(), to](const std::stop_token& stop) -> std::function<void()> {
            const auto wrong = join(files, to, stop);
            return [self, wrong, to] {
                if (!wrong.isEmpty())
                    return emit self->failed(tr("The capture was not saved to %1: %2").arg(to, wrong));
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
    if (m_files && !m_named) {
        for (const auto& path : m_files->paths()) ::unlink(path.c_str());
    }
    m_files.reset();
}

} // namespace mqttscope::ui
