/** Tar archives as strangers write them: used by the packages beside this one, and of no use without them. */
@NullMarked
package dev.davit.image.tar;

import org.jspecify.annotations.NullMarked;
