/** Layers that are made once and found again as long as what goes into them is the same. */
@NullMarked
package dev.davit.build.layer;

import org.jspecify.annotations.NullMarked;
