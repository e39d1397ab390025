# SPDX-License-Identifier: GPL-3.0-or-later
# What `cmake --install` lays down beside the programs, and the Debian package that `cpack` makes of it.
install(FILES
    "${PROJECT_SOURCE_DIR}/packaging/man/mqttscope-capture.1"
    "${PROJECT_SOURCE_DIR}/packaging/man/mqttscope-cli.1"
    DESTINATION "${CMAKE_INSTALL_MANDIR}/man1")
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DOCDIR}" RENAME copyright)
if(MQTTSCOPE_GUI)
    install(FILES "${PROJECT_SOURCE_DIR}/packaging/man/mqttscope.1" DESTINATION "${CMAKE_INSTALL_MANDIR}/man1")
    install(FILES "${PROJECT_SOURCE_DIR}/packaging/mqttscope.desktop"
        DESTINATION "${CMAKE_INSTALL_DATADIR}/applications")
    install(FILES "${PROJECT_SOURCE_DIR}/packaging/mqttscope.metainfo.xml"
        DESTINATION "${CMAKE_INSTALL_DATADIR}/metainfo")
    install(FILES "${PROJECT_SOURCE_DIR}/resources/icons/mqttscope.svg"
        DESTINATION "${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps")
endif()
install(DIRECTORY "${PROJECT_SOURCE_DIR}/resources/samples/"
    DESTINATION "${CMAKE_INSTALL_DATADIR}/mqttscope/samples"
    FILES_MATCHING PATTERN "*.pcap" PATTERN "*.pcapng" PATTERN "README.md")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME mqttscope)
set(CPACK_PACKAGE_VENDOR "The mqttscope authors")
set(CPACK_PACKAGE_CONTACT "The mqttscope authors <maintainers@mqttscope.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "inspector for MQTT traffic in captures")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_RESOURCE_FILE_LICENSE "${PROJECT_SOURCE_DIR}/LICENSE")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
    "Opens capture files and shows every MQTT Control Packet in them, with\nits client, topic, payload, every field by name and the bytes it came from,\nfor MQTT 3.1, 3.1.1 and 5.0; in a window and on the command line.")
# The libraries are found in the programs themselves; what Qt loads at run time is not.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "libcap2-bin, passwd")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA "${PROJECT_SOURCE_DIR}/packaging/deb/postinst")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "qt6-wayland")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "tshark, wireshark")
include(CPack)
