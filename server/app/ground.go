package app

import (
	"context"

	"sizhang/domain/body"
	"sizhang/domain/sponsor"
)

// ChargeGround returns what charges are held against: what stands with the draft;
// an empty draft stands for none.
func (a *App) ChargeGround(ctx context.Context, code, draft string) (body.ChargeGround, error) {
	v, err := a.viewWith(ctx, code, draft)
	if err != nil {
		return body.ChargeGround{}, err
	}
	return v.chargeGround(ctx)
}

// SponsorGround is ChargeGround for sponsorships.
func (a *App) SponsorGround(ctx context.Context, code, draft string) (sponsor.Ground, error) {
	v, err := a.viewWith(ctx, code, draft)
	if err != nil {
		return sponsor.Ground{}, err
	}
	return v.sponsorGround(ctx)
}
