package dev.larder.cli;

import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the jar. */
final class CommandVersion implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = LarderCommand.class.getPackage().getImplementationVersion();
    return new String[] {"larder " + (version == null ? "(built from source)" : version)};
  }
}
