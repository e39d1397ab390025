// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <unistd.h>

#include <utility>

namespace mqttscope::capture {

/// An open file that is closed with its owner.
class FileDescriptor {
public:
    FileDescriptor() = default;

    explicit FileDescriptor(int file)
        : m_file(file) {}

    ~FileDescriptor() {
        if (m_file >= 0) ::close(m_file);
    }

    FileDescriptor(FileDescriptor&& other) noexcept
        : m_file(std::exchange(other.m_file, -1)) {}

    FileDescriptor& operator=(FileDescriptor&& other) noexcept {
        std::swap(m_file, other.m_file);
        return *this;
    }

    [[nodiscard]] int get() const { return m_file; }

    [[nodiscard]] bool valid() const { return m_file >= 0; }

private:
    int m_file = -1;
};

} // namespace mqttscope::capture
