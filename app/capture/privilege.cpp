// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/capture/privilege.h"

#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

namespace mqttscope::helper {

void dropPrivileges() {
    // capset(2): version 3 has two words of each set; all of them empty.
    __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
    const std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> none{};
    const bool dropped = ::syscall(SYS_capset, &header, none.data()) == 0;
    if (!dropped || ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) std::_Exit(EXIT_FAILURE);
}

} // namespace mqttscope::helper
