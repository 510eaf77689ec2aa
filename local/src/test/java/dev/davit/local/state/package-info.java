@NullMarked
package dev.davit.local.state;

import org.jspecify.annotations.NullMarked;
