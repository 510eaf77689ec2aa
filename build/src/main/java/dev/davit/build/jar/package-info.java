/** Applications that are compiled already: a jar beside its libraries, or one that holds them. */
@NullMarked
package dev.davit.build.jar;

import org.jspecify.annotations.NullMarked;
