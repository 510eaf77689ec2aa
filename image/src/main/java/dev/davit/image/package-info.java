@NullMarked
package dev.davit.image;

import org.jspecify.annotations.NullMarked;
