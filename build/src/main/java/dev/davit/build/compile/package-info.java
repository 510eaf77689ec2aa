/**
 * Compiles a Maven project again without Maven, when nothing but plain sources changed since Maven compiled it: with the
 * same compiler, the same arguments and all source files of the modules concerned, so that the classes are those that
 * Maven would give. Where that is not certain, {@link dev.davit.build.compile.Recompiler} leaves it to Maven.
 */
@NullMarked
package dev.davit.build.compile;

import org.jspecify.annotations.NullMarked;
