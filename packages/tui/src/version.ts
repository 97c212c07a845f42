/** The version of this build. */

/** `<version of the package>+<hash of the sources>`, put in by the bundler: the same in both programs of a build. */
declare const __TOCK_VERSION__: string | undefined;

/** The version of this build; run from source it has no hash. */
export const version = typeof __TOCK_VERSION__ === 'undefined' ? '0.1.0+source' : __TOCK_VERSION__;
