/** Programs that are run to their end: Maven, {@code jlink} and git. */
@NullMarked
package dev.davit.build.process;

import org.jspecify.annotations.NullMarked;
