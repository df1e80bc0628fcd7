package dev.larder.cli.transfer;

import java.io.IOException;

/** Where an export goes. */
interface ExportOutput {
  /** Writes bytes at the end. */
  void write(byte[] bytes) throws IOException;
}
