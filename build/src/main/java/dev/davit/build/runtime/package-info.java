/**
 * The self-contained Java runtime: a JDK linked down to the modules that are needed, the shared libraries of the
 * building machine under it, and the few files that a C library expects in {@code /etc}.
 */
@NullMarked
package dev.davit.build.runtime;

import org.jspecify.annotations.NullMarked;
