import { courierContract } from '#testing/courierContract.ts';
import { runContract } from '#testing/runContract.ts';
import { directCourier } from './directCourier.ts';
import { yWebsocketCourier } from './yWebsocketCourier.ts';

runContract('the direct courier', courierContract, () => directCourier);
runContract("y-websocket's provider as a courier", courierContract, () => yWebsocketCourier);
