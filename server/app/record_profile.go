package app

import (
	"context"
	"errors"
	"fmt"

	"sizhang/domain/city"
	"sizhang/server/profile"
	"sizhang/server/store"
)

type profileBody struct {
	YAML      string `json:"yaml"` // as it was imported
	Published string `json:"published"`
	Source    Source `json:"source"`
}

// readProfile reads one version of a city's profile.
func (a *App) readProfile(ctx context.Context, code, id string) (*city.Profile, error) {
	d, err := a.store.Get(ctx, store.Profiles, code, id)
	if err != nil {
		return nil, fmt.Errorf("profile %s: %w", id, err)
	}
	body, err := decode[profileBody](d)
	if err != nil {
		return nil, fmt.Errorf("profile %s: %w", id, err)
	}
	return profile.Parse([]byte(body.YAML), code)
}

// sameProfile says whether the profile of the id is the text.
func (a *App) sameProfile(ctx context.Context, code, id, yaml string) (bool, error) {
	if id == "" {
		return false, nil
	}
	d, err := a.store.Get(ctx, store.Profiles, code, id)
	if errors.Is(err, store.ErrMissing) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	body, err := decode[profileBody](d)
	return body.YAML == yaml, err
}
