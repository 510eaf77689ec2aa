/** The tools that are compared: each builds and pushes an application. */
@NullMarked
package dev.davit.bench.tool;

import org.jspecify.annotations.NullMarked;
