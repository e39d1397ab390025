// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/live/helper_capture.h"

#include "core/capture/live/permission.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <thread>

namespace mqttscope::capture::live {
namespace {

using namespace std::chrono_literals;

/// Far longer than it takes to write what libpcap holds.
constexpr auto kLongestEnd = 3s;

/// What posix_spawn() is told, freed with its owner.
struct SpawnWords {
    posix_spawn_file_actions_t files{};
    posix_spawnattr_t attributes{};

    SpawnWords() {
        ::posix_spawn_file_actions_init(&files);
        ::posix_spawnattr_init(&attributes);
    }

    SpawnWords(const SpawnWords&) = delete;
    SpawnWords& operator=(const SpawnWords&) = delete;

    ~SpawnWords() {
        ::posix_spawn_file_actions_destroy(&files);
        ::posix_spawnattr_destroy(&attributes);
    }
};

/// The socket is its standard input, and it gets nothing else of ours. In a process group of its own: Ctrl+C in the
/// terminal is for the program that asked for the capture, which then ends it in order.
int spawn(const std::string& program, int socket, pid_t& id) {
    SpawnWords words;
    ::posix_spawn_file_actions_adddup2(&words.files, socket, STDIN_FILENO);
    ::posix_spawn_file_actions_addopen(&words.files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_addclosefrom_np(&words.files, STDERR_FILENO + 1);
    sigset_t none{};
    ::sigemptyset(&none);
    ::posix_spawnattr_setsigmask(&words.attributes, &none);
    ::posix_spawnattr_setflags(&words.attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
    std::string name = "mqttscope-capture";
    std::array<char*, 2> arguments{name.data(), nullptr};
    std::array<char*, 1> environment{nullptr};
    return ::posix_spawn(&id, program.c_str(), &words.files, &words.attributes, arguments.data(), environment.data());
}

base::Error cannotStart(const std::string& program, int cause) {
    return {.tried = "start", .subject = program, .cause = base::systemMessage(cause), .advice = {}};
}

} // namespace

std::string HelperCapture::Process::wait() {
    if (m_id < 0) return "it has ended";
    int status = 0;
    pid_t ended = 0;
    for (const auto end = std::chrono::steady_clock::now() + kLongestEnd;
         (ended = ::waitpid(m_id, &status, WNOHANG)) == 0 && std::chrono::steady_clock::now() < end;)
        std::this_thread::sleep_for(1ms);
    if (ended == 0) {
        ::kill(m_id, SIGKILL);
        ::waitpid(m_id, &status, 0);
    }
    m_id = -1;
    return WIFSIGNALED(status) ? fmt::format("signal {} ended it", WTERMSIG(status))
                               : fmt::format("it ended with status {}", WEXITSTATUS(status));
}

HelperCapture::HelperCapture(std::string program, ControlSocket socket, Process process, CaptureFiles& files, Told told)
    : m_program(std::move(program))
    , m_process(std::move(process))
    , m_socket(std::move(socket))
    , m_files(&files)
    , m_told(std::move(told)) {}

HelperCapture::~HelperCapture() = default;

base::Result<HelperCapture> HelperCapture::launch(const std::string& program, CaptureFiles& files, Told told) {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0)
        return std::unexpected(cannotStart(program, errno));
    ControlSocket ours{FileDescriptor(ends[0])};
    const FileDescriptor theirs(ends[1]);
    pid_t id = -1;
    if (const int failure = spawn(program, theirs.get(), id); failure != 0) {
        // Whoever executes a program with a capability that nobody may have is refused.
        return std::unexpected(failure == EPERM ? helperWithoutPrivilege(program) : cannotStart(program, failure));
    }
    return HelperCapture(program, std::move(ours), Process(id), files, std::move(told));
}

base::Result<HelperCapture> HelperCapture::start(const CaptureOptions& options, CaptureFiles& files, Told told) {
    if (auto allowed = checkPermission(); !allowed) return std::unexpected(std::move(allowed.error()));
    auto capture = launch(findHelper(), files, std::move(told));
    if (!capture) return capture;
    if (!capture->m_socket.send(startMessage(options))) return std::unexpected(capture->died());
    for (;;) {
        const auto served = capture->serve();
        if (!served) return std::unexpected(served.error());
        if (*served == MessageKind::Ended) return std::unexpected(helperWithoutPrivilege(capture->m_program));
        if (*served == MessageKind::Begun) return capture;
    }
}

base::Result<void> HelperCapture::run(int stopDescriptor) {
    std::array polled{pollfd{.fd = stopDescriptor, .events = POLLIN, .revents = 0},
                      pollfd{.fd = m_socket.descriptor(), .events = POLLIN, .revents = 0}};
    constexpr int kForever = -1;
    int patience = kForever;
    for (;;) {
        const int ready = ::poll(polled.data(), polled.size(), patience);
        if (ready == 0) return std::unexpected(died()); // asked to end, and silent
        if (polled[0].revents != 0) {
            (void)m_socket.send(emptyMessage(MessageKind::Stop)); // if it is gone, the socket says so as well
            polled[0].fd = -1;                                    // once is enough
            polled[0].revents = 0;
            patience = static_cast<int>(std::chrono::milliseconds(kLongestEnd).count());
        }
        if (polled[1].revents == 0) continue;
        const auto served = serve();
        if (!served) return std::unexpected(served.error());
        if (*served == MessageKind::Ended) return {};
    }
}

base::Result<MessageKind> HelperCapture::serve() {
    const auto received = m_socket.receive();
    if (!received) return std::unexpected(died());
    const auto kind = kindOf(received->message);
    if (kind == MessageKind::WantFile) giveFile();
    if (kind == MessageKind::Status) {
        if (const auto status = readStatus(received->message)) m_told(*status);
    }
    if (kind == MessageKind::Ended) {
        if (auto error = readError(received->message)) return std::unexpected(std::move(*error));
    }
    return kind.value_or(MessageKind::Status); // what it does not know, a later version may mean
}

void HelperCapture::giveFile() {
    const auto file = m_files->next();
    // If it is gone, the next receive() says so.
    (void)(file ? m_socket.send(fileMessage(file->name), file->descriptor.get())
                : m_socket.send(errorMessage(MessageKind::NoFile, file.error())));
}

base::Error HelperCapture::died() {
    return {.tried = "go on capturing",
            .subject = {},
            .cause = fmt::format("{} is gone: {}", m_program, m_process.wait()),
            .advice = "What was captured before is in the file"};
}

} // namespace mqttscope::capture::live
