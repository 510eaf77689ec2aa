/** Which commit a source tree is, read through git. */
@NullMarked
package dev.davit.build.revision;

import org.jspecify.annotations.NullMarked;
