package dev.larder.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** An HTTP/2 connection on which a test may send what no gRPC client would. */
final class RawConnection implements AutoCloseable {
  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Http2FrameCodec codec =
      Http2FrameCodecBuilder.forClient().initialSettings(Http2Settings.defaultSettings()).build();
  private final Channel channel;
  private final CompletableFuture<Void> ready = new CompletableFuture<>();

  /**
   * The error code of the GOAWAY with which the server ends the connection; -1 when it just closes
   * it.
   */
  final CompletableFuture<Long> end = new CompletableFuture<>();

  RawConnection(int port) {
    channel =
        new Bootstrap()
            .group(loops)
            .channel(NioSocketChannel.class)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel connection) {
                    connection
                        .pipeline()
                        .addLast(
                            codec,
                            new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()),
                            new EndRecorder());
                  }
                })
            .connect("127.0.0.1", port)
            .syncUninterruptibly()
            .channel();
    channel.closeFuture().addListener(closed -> end.complete(-1L));
    ready.orTimeout(30, TimeUnit.SECONDS).join();
  }

  private final class EndRecorder extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object frame) {
      if (frame instanceof Http2SettingsFrame) {
        // What the server asks of its clients is not for this one.
        codec.connection().local().maxActiveStreams(Integer.MAX_VALUE);
        ready.complete(null);
      }
      if (frame instanceof Http2GoAwayFrame away) {
        end.complete(away.errorCode());
      }
      ReferenceCountUtil.release(frame);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      var unused = context.close();
    }
  }

  boolean isOpen() {
    return channel.isOpen();
  }

  /** A stream that has sent the headers of a gRPC call. */
  final class Call extends ChannelInboundHandlerAdapter {
    private final CompletableFuture<Http2Headers> trailers = new CompletableFuture<>();
    private final Http2StreamChannel stream;

    /** The error with which the server reset it. */
    final CompletableFuture<Http2Error> reset = new CompletableFuture<>();

    private Call(String path) throws InterruptedException, ExecutionException {
      stream = new Http2StreamChannelBootstrap(channel).handler(this).open().get();
      var unused =
          stream.write(
              new DefaultHttp2HeadersFrame(
                  new DefaultHttp2Headers()
                      .method("POST")
                      .scheme("http")
                      .authority("localhost")
                      .path(path)
                      .set("content-type", "application/grpc")
                      .set("te", "trailers"),
                  false));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object frame) {
      if (frame instanceof Http2HeadersFrame headers && headers.headers().contains("grpc-status")) {
        trailers.complete(headers.headers());
      }
      ReferenceCountUtil.release(frame);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof Http2ResetFrame frame) {
        reset.complete(Http2Error.valueOf(frame.errorCode()));
      }
    }

    void send(ByteBuf bytes, boolean last) {
      var unused = stream.writeAndFlush(new DefaultHttp2DataFrame(bytes, last));
    }

    void flush() {
      stream.flush();
    }

    void cancel() {
      var unused = stream.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.CANCEL));
    }

    String trailer(String name) throws Exception {
      return String.valueOf(trailers.get(30, TimeUnit.SECONDS).get(name));
    }
  }

  /** Begins a call; fails when the connection has been closed. */
  Call call(String path) throws InterruptedException, ExecutionException {
    return new Call(path);
  }

  @Override
  public void close() {
    channel.close().awaitUninterruptibly();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
