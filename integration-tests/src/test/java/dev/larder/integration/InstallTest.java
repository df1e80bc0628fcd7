package dev.larder.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code make install} leaves in its prefix works from there. */
class InstallTest {
  private static final List<String> PROGRAMS = List.of("larder", "larder-server");

  @TempDir static Path prefix;
  @TempDir Path directory;

  @BeforeAll
  static void install() {
    succeed(Map.of(), Command.ROOT.resolve("deploy/install.sh").toString(), prefix.toString());
  }

  @Test
  void launcher_ofEachProgram_findsJavaAndItsJar() {
    for (String program : PROGRAMS) {
      assertTrue(succeed(Map.of(), bin(program), "--version").contains(program));
    }
  }

  @Test
  void launcher_calledThroughASymbolicLink_findsItsJar() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of(bin("larder")));

    assertTrue(succeed(Map.of(), link.toString(), "--version").contains("larder"));
  }

  @Test
  void launcher_noJavaInJavaHome_saysWhatToDo() {
    for (String program : PROGRAMS) {
      Command.Result result = run(Map.of("JAVA_HOME", directory.toString()), bin(program));

      assertEquals(1, result.exitCode(), result::output);
      assertTrue(result.output().contains("JAVA_HOME is " + directory), result::output);
      assertEquals(1, result.output().lines().count(), result::output);
    }
  }

  @Test
  void launcher_oldJava_saysWhichOneIsNeeded() throws IOException {
    Path java = Files.createDirectories(directory.resolve("bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\necho 'openjdk version \"1.8.0_402\"' >&2\n");
    assertTrue(java.toFile().setExecutable(true));

    Command.Result result = run(Map.of("JAVA_HOME", directory.toString()), bin("larder-server"));

    assertEquals(1, result.exitCode(), result::output);
    assertTrue(
        result.output().contains("is Java 1.8.0_402; 17 or newer is needed"), result::output);
  }

  @Test
  void launcher_ofTheServer_takesItsClassesFromTheArchive() throws IOException {
    Path log = directory.resolve("classes.log");

    succeed(
        Map.of("JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=" + log),
        bin("larder-server"),
        "--version");

    String main = "dev.larder.bootstrap.Main source: shared objects file";
    assertTrue(Files.readString(log).contains(main), log::toString);
  }

  @Test
  void launcher_archiveOfAnotherJar_startsWithoutAWord() throws IOException {
    Path jar = prefix.resolve("lib/larder/larder-server.jar");
    FileTime time = Files.getLastModifiedTime(jar);
    Files.setLastModifiedTime(jar, FileTime.from(Instant.EPOCH.plusSeconds(1)));
    try {
      String output = succeed(Map.of(), bin("larder-server"), "--version");
      assertEquals(1, output.lines().count(), output);
    } finally {
      Files.setLastModifiedTime(jar, time);
    }
  }

  @Test
  void launcher_sidecarProfile_makesASmallServerUnlessToldOtherwise() {
    String configuration =
        succeed(
            Map.of("LARDER_PROFILE", "sidecar", "LARDER_SQLITE_CACHE_BYTES", "3MB"),
            bin("larder-server"),
            "--print-config");

    assertTrue(configuration.contains("hot-tier-bytes = 4MB"), configuration);
    assertTrue(configuration.contains("sqlite-cache-bytes = 3MB"), configuration);
  }

  @Test
  void launcher_unknownProfile_saysWhichThereIs() {
    Command.Result result = run(Map.of("LARDER_PROFILE", "tiny"), bin("larder-server"));

    assertEquals(2, result.exitCode(), result::output);
    assertTrue(result.output().contains("there is only 'sidecar'"), result::output);
  }

  @Test
  void manual_ofEachProgram_isRenderedWithoutAWarning() {
    assumeTrue(Command.exists("groff"), "groff is not installed");
    for (String program : PROGRAMS) {
      String page = prefix.resolve("share/man/man1/" + program + ".1").toString();

      String rendered = succeed(Map.of(), "groff", "-man", "-ww", "-Tutf8", "-P-cbou", page);

      assertTrue(rendered.contains("SYNOPSIS") && rendered.contains("EXIT STATUS"), rendered);
      assertTrue(!rendered.contains("warning"), rendered);
    }
  }

  @Test
  void bashCompletion_ofADurability_offersTheChoices() {
    assumeTrue(Command.exists("bash"), "bash is not installed");

    assertEquals(
        "process power", complete("larder-server", "larder-server --durability ''").strip());
  }

  @Test
  void bashCompletion_ofACommand_offersIt() {
    assumeTrue(Command.exists("bash"), "bash is not installed");

    assertTrue(List.of(complete("larder", "larder inv").split("\\s+")).contains("invalidate"));
  }

  @Test
  void fishCompletion_ofEachProgram_isRightFish() {
    assumeTrue(Command.exists("fish"), "fish is not installed");
    for (String program : PROGRAMS) {
      Path script = prefix.resolve("share/fish/vendor_completions.d/" + program + ".fish");
      succeed(Map.of(), "fish", "--no-execute", script.toString());
    }
  }

  /** Calls the completion function as bash does. */
  private static String complete(String program, String words) {
    Path script = prefix.resolve("share/bash-completion/completions/" + program);
    return succeed(
        Map.of(),
        "bash",
        "-c",
        """
        set -eu
        . '%s'
        COMP_WORDS=(%s); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMPREPLY=()
        set +eu
        # Outside of a real completion bash complains of compopt.
        _complete_%s 2>/dev/null
        echo "${COMPREPLY[@]}"
        """
            .formatted(script, words, program));
  }

  private static String bin(String program) {
    return prefix.resolve("bin").resolve(program).toString();
  }

  private static String succeed(Map<String, String> environment, String... command) {
    Command.Result result = run(environment, command);
    assertEquals(0, result.exitCode(), result::output);
    return result.output();
  }

  private static Command.Result run(Map<String, String> environment, String... command) {
    Map<String, String> withJava = new HashMap<>();
    withJava.put("JAVA_HOME", System.getProperty("java.home"));
    withJava.putAll(environment);
    return Command.run(Command.ROOT, 120, withJava, command);
  }
}
