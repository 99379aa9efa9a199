/** What dpkg reads of the Debian package besides its files. */

/** Who answers for the package: the same words in its control file and in its changelog. */
const MAINTAINER = 'iec104rs contributors <iec104rs@packages.invalid>';

/**
 * The libraries of the system that the bundled Node.js is linked against, with the oldest version that has all it asks for:
 * GLIBC_2.28, GLIBCXX_3.4.21 and GCC_3.4. A test looks into the pinned Node.js. Older systems call the second one libgcc1.
 */
const DEPENDS = 'libc6 (>= 2.28), libgcc-s1 | libgcc1, libstdc++6 (>= 5.2)';

/** `1.0.0-rc.1` is before `1.0.0` for dpkg too when it is written `1.0.0~rc.1`. @param {string} version */
export function debianVersion(version) {
  return `${version.replace('-', '~')}-1`;
}

/** @param {string} version @param {number} kibibytes the size of the installed files */
export function controlText(version, kibibytes) {
  return `Package: iec104rs
Version: ${debianVersion(version)}
Section: net
Priority: optional
Architecture: amd64
Maintainer: ${MAINTAINER}
Installed-Size: ${kibibytes}
Depends: ${DEPENDS}
Description: IEC 60870-5-104 RTU simulator and gateway
 Plays every controlled station (RTU) of a grid on one machine, for avalanche
 and acceptance tests of SCADA front-ends: interrogations, events, commands,
 faults, with a dashboard in the terminal, an HTTP API and reports.
 .
 The gateway iec104mm2ss connects many masters to each RTU. Both can run as
 services of systemd; neither is enabled by the package.
 .
 The package has its own Node.js in /usr/lib/iec104rs.
`;
}

/** @param {string} version @param {number} time seconds since 1970 */
export function changelogText(version, time) {
  // Sat, 28 Nov 2026 05:55:53 GMT: Debian wants the offset in digits.
  const date = new Date(time * 1000).toUTCString().replace('GMT', '+0000');
  return `iec104rs (${debianVersion(version)}) stable; urgency=medium

  * Version ${version}: see changelog.gz beside this file.

 -- ${MAINTAINER}  ${date}
`;
}
