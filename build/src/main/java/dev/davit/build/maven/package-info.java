/** Projects that Maven builds: which modules take part, and one run of Maven that compiles them. */
@NullMarked
package dev.davit.build.maven;

import org.jspecify.annotations.NullMarked;
