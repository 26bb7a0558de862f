import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  server: {
    // `npm run dev` plays the part that nginx or the load balancer has elsewhere: /api goes to the API.
    proxy: { '/api': process.env.API_URL ?? 'http://localhost:3000' },
  },
  build: { assetsInlineLimit: 0 }, // the Content-Security-Policy allows no data: addresses
});
