package dev.larder.transport;

import io.grpc.BindableService;
import io.grpc.Codec;
import io.grpc.DecompressorRegistry;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.ChannelzService;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ServerChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Builds the gRPC servers, one for each address: the same services, limits and threads. */
final class ListenerFactory {
  /** A connection that has not said that it speaks HTTP/2 by then is closed. */
  private static final Duration HANDSHAKE = Duration.ofSeconds(20);

  private static final int RESET_WINDOW_SECONDS = 60;
  private static final int CHANNELZ_PAGE = 100;

  private final TransportConfig config;
  private final LarderServices services;
  private final BindableService health;
  private final EventLoops loops;

  ListenerFactory(
      TransportConfig config, LarderServices services, BindableService health, EventLoops loops) {
    this.config = config;
    this.services = services;
    this.health = health;
    this.loops = loops;
  }

  Server tcp() {
    ListenConfig listen = config.listen();
    return build(new InetSocketAddress(listen.host(), listen.port()), loops.tcp());
  }

  Server unix(Path path) {
    return build(loops.unixAddress(path), loops.unix());
  }

  private Server build(SocketAddress address, ChannelFactory<ServerChannel> channels) {
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(address)
            .channelFactory(ConnectionLimit.on(channels, config.calls().maxConnections()))
            .bossEventLoopGroup(loops.acceptor())
            .workerEventLoopGroup(loops.workers())
            .directExecutor()
            .addTransportFilter(new ConnectionUnread())
            .handshakeTimeout(HANDSHAKE.toMillis(), TimeUnit.MILLISECONDS)
            .decompressorRegistry(uncompressedOnly());
    limit(builder);
    keep(builder);
    addServices(builder);
    return builder.build();
  }

  /**
   * To inflate what a client has compressed would take an event loop's time at the client's choice.
   */
  private static DecompressorRegistry uncompressedOnly() {
    return DecompressorRegistry.emptyInstance().with(Codec.Identity.NONE, false);
  }

  private void limit(NettyServerBuilder builder) {
    CallLimits calls = config.calls();
    builder
        .maxInboundMessageSize(config.messages().maxMessageBytes())
        .maxInboundMetadataSize(calls.maxHeaderBytes())
        .maxConcurrentCallsPerConnection(calls.maxCallsPerConnection())
        .maxRstFramesPerWindow(calls.maxResetsPerMinute(), RESET_WINDOW_SECONDS);
  }

  private void keep(NettyServerBuilder builder) {
    ConnectionConfig connections = config.connections();
    builder
        .keepAliveTime(connections.keepAliveTime().toMillis(), TimeUnit.MILLISECONDS)
        .keepAliveTimeout(connections.keepAliveTimeout().toMillis(), TimeUnit.MILLISECONDS)
        .permitKeepAliveTime(connections.permitKeepAliveTime().toMillis(), TimeUnit.MILLISECONDS)
        .permitKeepAliveWithoutCalls(connections.permitKeepAliveWithoutCalls());
    if (!connections.maxAge().isZero()) {
      builder
          .maxConnectionAge(connections.maxAge().toMillis(), TimeUnit.MILLISECONDS)
          .maxConnectionAgeGrace(connections.maxAgeGrace().toMillis(), TimeUnit.MILLISECONDS);
    }
    if (!connections.maxIdle().isZero()) {
      builder.maxConnectionIdle(connections.maxIdle().toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  @SuppressWarnings("deprecation") // Clients that know only v1alpha are still about.
  private void addServices(NettyServerBuilder builder) {
    services.definitions().forEach(builder::addService);
    builder
        .addService(health)
        .addService(ProtoReflectionServiceV1.newInstance())
        .addService(io.grpc.protobuf.services.ProtoReflectionService.newInstance());
    if (config.channelz()) {
      builder.addService(
          ServerInterceptors.intercept(
              ChannelzService.newInstance(CHANNELZ_PAGE), new LoopbackOnly()));
    }
  }
}
